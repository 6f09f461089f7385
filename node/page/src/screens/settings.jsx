/** The account, the looks, and the times at which something is made by itself. */
import useSWR from 'swr'
import { Link } from 'wouter'
import { Account } from '../settings/account.jsx'
import { Look } from '../settings/look.jsx'
import { Times } from '../settings/times.jsx'
import '../style/settings.css'

export default function Settings() {
  // Whoever may not see it is not told of it.
  const { data: isOperator } = useSWR('/api/ops', { revalidateOnFocus: false })
  return (
    <div className="settings">
      <h1>Settings</h1>
      <section className="card" aria-labelledby="account">
        <h2 id="account">Account</h2>
        <Account />
      </section>
      <section className="card" aria-labelledby="look">
        <h2 id="look">Looks</h2>
        <Look />
      </section>
      <section className="card" aria-labelledby="times">
        <h2 id="times">Times</h2>
        <Times />
      </section>
      {isOperator && (
        <section className="card" aria-labelledby="server">
          <h2 id="server">The server</h2>
          <p className="quiet">How its processes are, and how fast they answer.</p>
          <Link href="/operations" className="button">
            Operations
          </Link>
        </section>
      )}
    </div>
  )
}
