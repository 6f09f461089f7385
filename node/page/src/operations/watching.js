/** The newest figures of the server: live where there is a connection, otherwise asked for every few seconds. */
import { useCallback, useEffect, useState } from 'react'
import useSWR from 'swr'
import { useLive } from '../reading/live.jsx'

const LOOK_MS = 3_000
/** Enough for a few minutes of a line. */
const MOST_KEPT = 90

/**
 * @typedef {{process: number | string, state: string, pid: number | null, phase: string | null, verdict: string | null,
 *   in_flight: number, starts: number, ready_for_ms: number | null, heard_ms_ago: number | null,
 *   rss_bytes: number | null, loop_lag_ms: number | null}} ProcessFigures
 * @typedef {{p50?: number, p99?: number} | null | undefined} Times
 * @typedef {object} Figures
 * @property {string} at
 * @property {{pid: number, version: string, uptime_s: number, rss_bytes: number, heap_bytes: number,
 *   loop_lag_ms: number | null, connections: number}} node
 * @property {{ok: boolean, latency_ms?: number, reason?: string}} database
 * @property {{state: string, restarts: number, crashes: number, recycles: number, pong_ms: number | null, model: any,
 *   processes: ProcessFigures[]}} python
 * @property {{in_flight: number, queued: number}} calls
 * @property {{queued: number, active: number}} runs
 * @property {{method: string, calls: number, failed: number, latency_ms: Times, queue_ms: Times}[]} methods
 */

/** @returns {{reading: import('swr').SWRResponse<Figures, any>, kept: Figures[], isLive: boolean}} */
export function useFigures() {
  const live = useLive()
  const [isWatched, setWatched] = useState(false)
  const [kept, setKept] = useState(/** @type {Figures[]} */ ([]))
  const isLive = isWatched && live.state === 'connected'
  const keep = useCallback((/** @type {Figures} */ figures) => {
    setKept((before) => [...before.filter(({ at }) => at !== figures.at), figures].slice(-MOST_KEPT))
  }, [])
  const reading = /** @type {import('swr').SWRResponse<Figures, any>} */ (
    useSWR('/api/ops', {
      refreshInterval: isLive ? 0 : LOOK_MS,
      dedupingInterval: 500,
      keepPreviousData: false,
      onSuccess: keep,
    })
  )
  const { mutate } = reading
  const { tell, on, state } = live

  useEffect(() => {
    if (state !== 'connected') return
    const end = on('ops', (/** @type {Figures} */ figures) => {
      keep(figures)
      void mutate(figures, { revalidate: false })
    })
    tell('ops.watch', {}).then(
      (answer) => setWatched(answer?.ok !== false && !answer?.error),
      () => setWatched(false),
    )
    return () => {
      end()
      setWatched(false)
      tell('ops.unwatch', {}).catch(() => {})
    }
  }, [state, on, tell, mutate, keep])
  return { reading, kept, isLive }
}
