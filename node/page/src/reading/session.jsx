/** Who is signed in, known to every screen. Nobody has to be, where the server takes guests. */
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { useSWRConfig } from 'swr'
import { ask, keep, listenToSigning, renew } from './client.js'

/** @typedef {import('./client.js').User} User */
/**
 * @typedef {object} Session
 * @property {User | null} user null: a guest
 * @property {boolean} isKnown false until it is known whether somebody is signed in
 * @property {boolean} isAway the server was not reached when it was asked
 * @property {(fields: {email: string, password: string}) => Promise<void>} signIn
 * @property {(fields: {email: string, password: string, name: string}) => Promise<void>} signUp
 * @property {() => Promise<void>} signOut
 */

/** After which it is asked again who is there, while the server is away. */
const AGAIN_MS = 3_000

const SessionContext = createContext(/** @type {Session | null} */ (null))

/** @param {{children: import('react').ReactNode}} props */
export function SessionProvider({ children }) {
  const { mutate } = useSWRConfig()
  const [user, setUser] = useState(/** @type {User | null} */ (null))
  const [isKnown, setKnown] = useState(false)
  const [isAway, setAway] = useState(false)

  /** What was read as somebody else is not theirs to see. */
  const forget = useCallback(() => mutate(() => true, undefined, { revalidate: true }), [mutate])

  useEffect(() => {
    listenToSigning((signed) => setUser(signed?.user ?? null))
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let again
    const find = (isFirst = true) =>
      renew()
        .then(
          () => {
            setAway(false)
            if (!isFirst) void forget()
          },
          () => {
            setAway(true)
            again = setTimeout(find, AGAIN_MS, false)
          },
        )
        .finally(() => setKnown(true))
    void find()
    return () => {
      clearTimeout(again)
      listenToSigning(() => {})
    }
  }, [forget])

  const session = useMemo(() => {
    /** @param {string} path @param {object} fields */
    const enter = async (path, fields) => {
      keep(await ask('POST', path, fields))
      await forget()
    }
    return {
      user,
      isKnown,
      isAway,
      /** @param {{email: string, password: string}} fields */
      signIn: (fields) => enter('/api/auth/login', fields),
      /** @param {{email: string, password: string, name: string}} fields */
      signUp: (fields) => enter('/api/auth/register', fields),
      signOut: async () => {
        await ask('POST', '/api/auth/logout')
        // Anew, so that nothing of theirs stays in this window, and a guest gets a name of their own.
        window.location.assign('/')
      },
    }
  }, [user, isKnown, isAway, forget])

  return <SessionContext value={session}>{children}</SessionContext>
}

/** @returns {Session} */
export function useSession() {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession outside of SessionProvider')
  return session
}
