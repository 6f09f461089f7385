/** The frame around every screen: where one can go, who is there, and whether the server is. */
import { useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import { useLive } from '../reading/live.jsx'
import { useSession } from '../reading/session.jsx'
import { Icon } from '../parts/icon.jsx'
import { Loading } from '../parts/states.jsx'
import { ServerState } from './serverState.jsx'

const PLACES = /** @type {const} */ ([
  { to: '/', name: 'Today', icon: 'today' },
  { to: '/plans', name: 'Plans', icon: 'plan' },
  { to: '/documents', name: 'Documents', icon: 'document' },
  { to: '/progress', name: 'Progress', icon: 'progress' },
  { to: '/you', name: 'You', icon: 'you' },
])

/** @param {{children: import('react').ReactNode}} props */
export function Shell({ children }) {
  const [location] = useLocation()
  const { isKnown } = useSession()
  const main = useRef(/** @type {HTMLElement | null} */ (null))
  const isFirst = useRef(true)
  useEffect(() => {
    // A new screen is read from its top; the first one the browser has placed already.
    if (!isFirst.current) main.current?.focus({ preventScroll: true })
    if (!isFirst.current) window.scrollTo(0, 0)
    isFirst.current = false
    document.title = titleOf(location)
  }, [location])

  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="top">
        <Link href="/" className="brand">
          <img src="/icon.svg" alt="" width="28" height="28" /> Study companion
        </Link>
        <Who />
      </header>
      <nav className="places" aria-label="Main">
        {PLACES.map(({ to, name, icon }) => (
          <Link key={to} href={to} className="place" aria-current={isHere(location, to) ? 'page' : undefined}>
            <Icon name={icon} />
            {name}
          </Link>
        ))}
        <Link
          href="/new"
          className="place"
          data-kind="new"
          aria-current={location === '/new' ? 'page' : undefined}
        >
          <Icon name="new" />
          New plan
        </Link>
      </nav>
      <main id="main" ref={main} tabIndex={-1}>
        <ServerState />
        {/* What is read before it is known who asks would be a guest's. */}
        {isKnown ? children : <Loading what="the page" />}
      </main>
    </div>
  )
}

function Who() {
  const { user, isKnown } = useSession()
  const { state } = useLive()
  return (
    <div className="who">
      {state === 'away' && <span className="quiet live-away">not live</span>}
      {isKnown &&
        (user ? (
          <Link href="/settings" className="who-name">
            {user.name}
          </Link>
        ) : (
          <>
            <Link href="/settings" className="who-settings">
              Settings
            </Link>
            <Link href="/sign-in" className="button">
              Sign in
            </Link>
          </>
        ))}
    </div>
  )
}

/** @param {string} location @param {string} to */
function isHere(location, to) {
  return to === '/' ? location === '/' : location === to || location.startsWith(`${to}/`)
}

const OTHERS = [
  { to: '/new', name: 'New plan' },
  { to: '/runs', name: 'New plan' },
  { to: '/settings', name: 'Settings' },
  { to: '/sign-in', name: 'Sign in' },
  { to: '/sign-up', name: 'New account' },
  { to: '/operations', name: 'Operations' },
]

/** What the browser calls the screen. @param {string} location */
function titleOf(location) {
  const place = [...PLACES, ...OTHERS].find(({ to }) => isHere(location, to))
  return place ? `${place.name} · Study companion` : 'Study companion'
}
