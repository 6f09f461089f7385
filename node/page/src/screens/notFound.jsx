/** For addresses that lead nowhere. */
import { Link } from 'wouter'
import { Empty } from '../parts/states.jsx'

export default function NotFound() {
  return (
    <Empty
      title="Nothing is here"
      action={
        <Link href="/" className="button" data-kind="main">
          To today
        </Link>
      }
    >
      The address may be old, or mistyped.
    </Empty>
  )
}
