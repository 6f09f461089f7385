/**
 * The live connection: one socket for the whole page, opened when it is known who is there. Screens listen to events of
 * the learner, and follow runs from any number on; a run that was being followed goes on after a lost connection where it
 * stopped.
 */
import { createContext, useContext, useEffect, useMemo, useState } from 'react'
import { io } from 'socket.io-client'
import { followingAgain } from './again.js'
import { currentToken, renew } from './client.js'
import { useSession } from './session.jsx'

/** @typedef {{run_id: string, seq: number, [member: string]: any}} RunEvent */
/** @typedef {'run.started' | 'agent.started' | 'agent.partial' | 'agent.done' | 'run.done' | 'run.failed'} RunEventName */
/** @typedef {'connecting' | 'connected' | 'away'} LiveState */
/**
 * @typedef {object} Live
 * @property {LiveState} state
 * @property {(name: string, listener: (message: any) => void) => () => void} on returns what ends the listening
 * @property {(run: string, listener: (name: RunEventName, event: RunEvent) => void) => () => void} follow from the first
 *   event on, each once and in order; returns what ends it
 * @property {(name: string, message: object) => Promise<any>} tell resolves with the server's acknowledgement
 */

export const RUN_EVENTS = /** @type {const} */ ([
  'run.started',
  'agent.started',
  'agent.partial',
  'agent.done',
  'run.done',
  'run.failed',
])
const ACK_MS = 10_000

const LiveContext = createContext(/** @type {Live | null} */ (null))

/** @param {{children: import('react').ReactNode}} props */
export function LiveProvider({ children }) {
  const { user, isKnown } = useSession()
  const [state, setState] = useState(/** @type {LiveState} */ ('connecting'))
  const socket = useMemo(
    () => io({ autoConnect: false, auth: (give) => give({ token: currentToken() }) }),
    [],
  )
  /** Of each run that is followed: the last number that was seen. */
  const [positions] = useState(() => /** @type {Map<string, number>} */ (new Map()))

  useEffect(() => {
    const resume = () => {
      setState('connected')
      for (const [run_id, after] of positions) socket.emit('run.follow', { run_id, after })
    }
    const lose = () => setState('away')
    const refused = async (/** @type {any} */ error) => {
      setState('away')
      // A token that ran out is renewed; the server's refusals are not tried again by themselves.
      if (error.data?.code === 'unauthenticated' && (await renew().catch(() => null))) socket.connect()
    }
    const again = followingAgain(socket, positions)
    socket.on('connect', resume).on('disconnect', lose).on('connect_error', refused)
    socket.on('run.unfollowed', again)
    return () => {
      socket.off('connect', resume).off('disconnect', lose).off('connect_error', refused)
      socket.off('run.unfollowed', again)
    }
  }, [socket, positions])

  useEffect(() => {
    if (!isKnown) return
    socket.connect()
    return () => void socket.disconnect()
  }, [socket, isKnown, user?.id])

  const verbs = useMemo(() => verbsOf(socket, positions), [socket, positions])
  const live = useMemo(() => ({ state, ...verbs }), [verbs, state])
  return <LiveContext value={live}>{children}</LiveContext>
}

/** @returns {Live} */
export function useLive() {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('useLive outside of LiveProvider')
  return live
}

/** @param {import('socket.io-client').Socket} socket @param {Map<string, number>} positions @returns {Omit<Live, 'state'>} */
function verbsOf(socket, positions) {
  /** @type {Live['on']} */
  const on = (name, listener) => {
    socket.on(name, listener)
    return () => void socket.off(name, listener)
  }
  return {
    on,
    follow: (run, listener) => {
      positions.set(run, 0)
      const ends = RUN_EVENTS.map((name) =>
        on(name, (/** @type {RunEvent} */ event) => {
          if (event.run_id !== run || event.seq <= (positions.get(run) ?? 0)) return
          positions.set(run, event.seq)
          listener(name, event)
        }),
      )
      if (socket.connected) socket.emit('run.follow', { run_id: run, after: 0 })
      return () => {
        for (const end of ends) end()
        positions.delete(run)
        socket.emit('run.unfollow', { run_id: run })
      }
    },
    tell: (name, message) => socket.timeout(ACK_MS).emitWithAck(name, message),
  }
}
