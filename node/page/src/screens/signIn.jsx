/** Coming in: to an account that is there, or to a new one, which takes along what one did as a guest. */
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { Button, Field } from '../parts/form.jsx'
import { PasswordField } from '../parts/password.jsx'
import { Empty, Note } from '../parts/states.jsx'
import { useAnnounce } from '../parts/announce.jsx'
import { flawsOf, LEAST_PASSWORD, saidOf, troubleInWords } from '../entering/words.js'
import { useDoing } from '../reading/doing.js'
import { useSession } from '../reading/session.jsx'
import '../style/entering.css'

/** @typedef {import('../entering/words.js').Filled} Filled */

/** @type {Filled} */
const NOTHING = { name: '', email: '', password: '' }

export default function SignIn() {
  const [location] = useLocation()
  const { user } = useSession()
  // Who comes in on this screen is led on from it, and sees no word of this in between.
  const [wasInside] = useState(user !== null)
  const isNew = location === '/sign-up'
  if (user && wasInside)
    return (
      <Empty
        title={`You are signed in as ${user.name}`}
        action={
          <Link href="/" className="button" data-kind="main">
            To today
          </Link>
        }
      >
        To come in as somebody else, sign out first, in <Link href="/settings">Settings</Link>.
      </Empty>
    )
  return <Form key={location} isNew={isNew} />
}

/** @param {{isNew: boolean}} props */
function Form({ isNew }) {
  const { signIn, signUp } = useSession()
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const announce = useAnnounce()
  const [filled, setFilled] = useState(NOTHING)
  const [flaws, setFlaws] = useState(/** @type {Partial<Filled>} */ ({}))
  const form = useRef(/** @type {HTMLFormElement | null} */ (null))
  const entering = useDoing(async () => {
    const { name, ...known } = filled
    await (isNew ? signUp({ ...known, name: name.trim() }) : signIn(known))
    announce(
      isNew ? `Welcome, ${name.trim()}. What you did so far is in your account.` : 'You are signed in.',
    )
    go(pathOf(search.get('next')), { replace: true })
  })
  const said = { ...saidOf(entering.error), ...flaws }
  const trouble = troubleInWords(entering.error)

  useEffect(() => {
    // To the first field that something is wrong with.
    ;/** @type {HTMLElement | null | undefined} */ (form.current?.querySelector('[aria-invalid]'))?.focus()
  }, [entering.error, flaws])

  const set = (/** @type {Partial<Filled>} */ change) => setFilled({ ...filled, ...change })
  const submit = (/** @type {import('react').FormEvent} */ event) => {
    event.preventDefault()
    const found = flawsOf(filled, isNew)
    setFlaws(found)
    if (Object.keys(found).length === 0) void entering.run()
    else entering.clear()
  }

  return (
    <div className="entering">
      <h1>{isNew ? 'A new account' : 'Sign in'}</h1>
      <form ref={form} className="card" onSubmit={submit} noValidate>
        {trouble && (
          <div className="note" data-kind={entering.error.isOffline ? 'away' : 'wrong'} role="alert">
            {trouble}
          </div>
        )}
        {isNew && (
          <Field label="Name" hint="As you want to be called here." error={said.name}>
            {(props) => (
              <input
                {...props}
                name="name"
                autoComplete="name"
                value={filled.name}
                onChange={(event) => set({ name: event.target.value })}
              />
            )}
          </Field>
        )}
        <Field label="Email" error={said.email}>
          {(props) => (
            <input
              {...props}
              name="email"
              type="email"
              inputMode="email"
              autoComplete={isNew ? 'email' : 'username'}
              autoCapitalize="none"
              spellCheck={false}
              value={filled.email}
              onChange={(event) => set({ email: event.target.value })}
            />
          )}
        </Field>
        <PasswordField
          label="Password"
          value={filled.password}
          onChange={(password) => set({ password })}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          hint={isNew ? `At least ${LEAST_PASSWORD} characters; a few words in a row are good.` : undefined}
          error={said.password}
        />
        <Button kind="main" type="submit" busy={entering.isBusy}>
          {isNew ? 'Make my account' : 'Sign in'}
        </Button>
      </form>
      <p className="entering-other">
        {isNew ? 'You have an account? ' : 'No account yet? '}
        <Link href={isNew ? '/sign-in' : '/sign-up'}>{isNew ? 'Sign in' : 'Make one'}</Link>
      </p>
      <Note>
        {isNew
          ? 'What you did as a guest in this browser comes along: plans, answers, documents.'
          : 'What you did as a guest stays with the guest of this browser, and is there again when you sign out. Only a new account takes it along.'}
      </Note>
    </div>
  )
}

/** Only to places of this page. @param {string | null} next */
function pathOf(next) {
  return next?.startsWith('/') && !next.startsWith('//') ? next : '/'
}
