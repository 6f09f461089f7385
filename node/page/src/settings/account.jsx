/** The account: who one is, another password, and the way out. */
import { useState } from 'react'
import { Link } from 'wouter'
import { LEAST_PASSWORD, saidOf, troubleInWords } from '../entering/words.js'
import { useAnnounce } from '../parts/announce.jsx'
import { Button, fieldErrors } from '../parts/form.jsx'
import { Failure } from '../parts/states.jsx'
import { PasswordField } from '../parts/password.jsx'
import { send } from '../reading/client.js'
import { useDoing } from '../reading/doing.js'
import { useSession } from '../reading/session.jsx'

export function Account() {
  const { user, signOut } = useSession()
  const leaving = useDoing(signOut)
  if (!user)
    return (
      <>
        <p>
          You are a guest. What you do belongs to this browser, until you make an account: then it comes
          along, and is there on other devices too.
        </p>
        <div className="row">
          <Link href="/sign-up" className="button" data-kind="main">
            Make an account
          </Link>
          <Link href="/sign-in" className="button">
            Sign in
          </Link>
        </div>
      </>
    )
  return (
    <>
      <dl className="account">
        <dt>Name</dt>
        <dd>{user.name}</dd>
        <dt>Email</dt>
        <dd>{user.email}</dd>
      </dl>
      {leaving.error && <Failure error={leaving.error} what="You are still signed in" />}
      <Button busy={leaving.isBusy} onClick={() => leaving.run()}>
        Sign out
      </Button>
      <Password email={user.email} />
      <p className="quiet">
        Saving all of it as a file, and deleting the account, is under <Link href="/you">You</Link>.
      </p>
    </>
  )
}

/** @param {{email: string}} props */
function Password({ email }) {
  const announce = useAnnounce()
  const [current, setCurrent] = useState('')
  const [fresh, setFresh] = useState('')
  const changing = useDoing(async () => {
    await send('/api/auth/password', { current_password: current, new_password: fresh })
    setCurrent('')
    setFresh('')
    announce('Your password is changed, and all other devices are signed out.')
  })
  const isWrong = changing.error?.code === 'forbidden'
  const said = saidOf(changing.error)
  const trouble =
    isWrong || fieldErrors(changing.error).current_password ? null : troubleInWords(changing.error)
  return (
    <details className="unfolding">
      <summary>Change the password, and sign out everywhere else</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void changing.run()
        }}
      >
        {/* So that a browser's keeper of passwords knows whose it is. */}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        {trouble && (
          <div className="note" data-kind="wrong" role="alert">
            {trouble}
          </div>
        )}
        <PasswordField
          label="Current password"
          name="current"
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          error={isWrong ? 'This is not your current password.' : undefined}
        />
        <PasswordField
          label="New password"
          name="new"
          value={fresh}
          onChange={setFresh}
          autoComplete="new-password"
          hint={`At least ${LEAST_PASSWORD} characters. Everywhere else you are signed out.`}
          error={said.password}
        />
        <Button type="submit" kind="main" busy={changing.isBusy} disabled={current === '' || fresh === ''}>
          Change it
        </Button>
      </form>
    </details>
  )
}
