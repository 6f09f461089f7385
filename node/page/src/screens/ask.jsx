/** Asking for a plan, and watching it being made. */
import { useParams } from 'wouter'
import { AskForm } from '../ask/askForm.jsx'
import { Watch } from '../ask/watch.jsx'
import '../style/ask.css'

export default function Ask() {
  const { id } = useParams()
  if (id) return <Watch key={id} id={id} />
  return (
    <>
      <h1>A new plan</h1>
      <AskForm />
    </>
  )
}
