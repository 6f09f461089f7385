/** Something that is done on the reader's word: whether it is going on, and what went wrong with it. */
import { useCallback, useEffect, useRef, useState } from 'react'

/**
 * @template {unknown[]} Given
 * @param {(...given: Given) => Promise<unknown>} work
 * @returns {{run: (...given: Given) => Promise<boolean>, isBusy: boolean, error: any, clear: () => void}} `run` resolves
 *   with whether it went well, and never fails
 */
export function useDoing(work) {
  const [state, setState] = useState({ isBusy: false, error: /** @type {any} */ (null) })
  const latest = useRef(work)
  useEffect(() => {
    latest.current = work
  })
  const run = useCallback(async (/** @type {Given} */ ...given) => {
    setState({ isBusy: true, error: null })
    try {
      await latest.current(...given)
      setState({ isBusy: false, error: null })
      return true
    } catch (error) {
      setState({ isBusy: false, error })
      return false
    }
  }, [])
  const clear = useCallback(() => setState({ isBusy: false, error: null }), [])
  return { run, clear, ...state }
}
