/** Everything that is known of the learner, why, what it does, and how it is changed and deleted. */
import { Link } from 'wouter'
import { Read } from '../parts/states.jsx'
import { useSession } from '../reading/session.jsx'
import { useSkill } from '../reading/skill.js'
import { Concepts } from '../you/concepts.jsx'
import { Everything } from '../you/everything.jsx'
import { KeptRecords } from '../you/kept.jsx'
import { KnownFields } from '../you/known.jsx'
import { SharingSwitches } from '../you/sharing.jsx'
import '../style/you.css'

/**
 * @typedef {{fields: import('../you/fields.js').Known[], concepts: import('../you/concepts.jsx').KnownConcept[],
 *   answers: number, not_used: string, kept?: import('../you/kept.jsx').Kept[]}} Profile
 */

export default function You() {
  const { user } = useSession()
  const reading = /** @type {import('swr').SWRResponse<Profile>} */ (useSkill('profile'))
  const onChange = () => void reading.mutate()
  return (
    <>
      <h1>{user ? user.name : 'You'}</h1>
      <p className="quiet">
        This is what is known of you here, from what you said and did. You can change and delete each of it.
        Dates and hours that you gave for one plan stay with <Link href="/plans">your plans</Link>.
        {!user && ' You are a guest: it belongs to this browser. '}
        {!user && <Link href="/sign-up">Make an account to keep it</Link>}
      </p>
      <Read reading={reading} what="what is known of you" lines={10}>
        {({ fields, concepts, answers, not_used: notUsed, kept = [] }) => (
          <>
            <section className="card" aria-labelledby="said">
              <h2 id="said">What you said, and what was measured</h2>
              <KnownFields fields={fields} onChange={onChange} />
              <p className="quiet">{notUsed.split(' Wellness')[0]}</p>
            </section>
            <section className="card" aria-labelledby="concepts">
              <h2 id="concepts">What you know</h2>
              <Concepts concepts={concepts} answers={answers} onChange={onChange} />
            </section>
            <section className="card" aria-labelledby="kept">
              <h2 id="kept">What is kept</h2>
              <KeptRecords kept={kept} onChange={onChange} />
            </section>
          </>
        )}
      </Read>
      {/* They stand below what is known, and do not jump when that comes. */}
      {(reading.data ?? reading.error) && (
        <>
          <section className="card" aria-labelledby="shared">
            <h2 id="shared">What a language model may see</h2>
            <SharingSwitches />
          </section>
          <section className="card" aria-labelledby="all">
            <h2 id="all">All of it</h2>
            <Everything />
          </section>
        </>
      )}
    </>
  )
}
