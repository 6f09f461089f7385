/** Moving blocks of a plan: asked of the server, which says what else had to move, and taken back. */
import { useState } from 'react'
import { useAnnounce } from '../../parts/announce.jsx'
import { request, send, troubleOf } from '../../reading/client.js'

/** @typedef {import('../../reading/shapes.js').StudyPlan} StudyPlan */
/** @typedef {import('../../reading/shapes.js').Block} Block */
/** @typedef {{concept: string, title: string, kind: import('./words.js').Kind, from: string, to: string | null, because: string}} Moved */
/** @typedef {{kind: string, text: string, nearest: {start: string, end: string}[]}} Conflict */
/** @typedef {{version: number, plan: StudyPlan, moved: Moved[], conflicts: Conflict[], text: string}} Answer */
/**
 * @typedef {{is: 'moved', moved: Moved[], text: string, before: string}
 *   | {is: 'refused', block: Block, conflict: Conflict}
 *   | {is: 'undone'}
 *   | {is: 'changed'}
 *   | {is: 'failed', error: any}} Outcome
 */

/**
 * @param {{runId: string, version: string | null, onChanged: (plan: StudyPlan, version: string | null) => void}} props
 */
export function useMoves({ runId, version, onChanged }) {
  const announce = useAnnounce()
  const [outcome, setOutcome] = useState(/** @type {Outcome | null} */ (null))
  const [isBusy, setBusy] = useState(false)
  const address = `/api/ai-agents/study-plan/${encodeURIComponent(runId)}`

  return {
    outcome,
    isBusy,
    clear: () => setOutcome(null),

    /** @param {Block} block @param {string} to an instant */
    move: (block, to) =>
      doing(async () => {
        /** @type {Answer} */
        const answer = await send(
          `${address}/move`,
          { block_start: block.start, to },
          { version: version ?? undefined },
        )
        const [conflict] = answer.conflicts
        const { moved, text } = answer
        if (conflict) setOutcome({ is: 'refused', block, conflict })
        else if (moved.length === 0) announce(text)
        else {
          onChanged(answer.plan, tagOf(answer.version))
          setOutcome({ is: 'moved', moved, text, before: version ?? tagOf(answer.version - 1) })
        }
        return moved.length > 0
      }),

    /** Takes the last move back, with all that moved for it. @param {string} before the version that it was made in */
    undo: (before) =>
      doing(async () => {
        const restored = await send(
          `${address}/restore`,
          { version: versionOf(before) },
          { version: version ?? undefined },
        )
        onChanged(restored.plan, tagOf(restored.version))
        setOutcome({ is: 'undone' })
        return true
      }),
  }

  /** @param {() => Promise<boolean>} work @returns {Promise<boolean>} whether anything moved */
  async function doing(work) {
    setBusy(true)
    setOutcome(null)
    try {
      return await work()
    } catch (error) {
      await failed(error)
      return false
    } finally {
      setBusy(false)
    }
  }

  /** @param {any} error */
  async function failed(error) {
    if (error.code !== 'conflict') return setOutcome({ is: 'failed', error })
    try {
      const response = await request('GET', address)
      if (!response.ok) throw await troubleOf(response)
      onChanged(await response.json(), response.headers.get('etag'))
      setOutcome({ is: 'changed' })
    } catch (trouble) {
      setOutcome({ is: 'failed', error: trouble })
    }
  }
}

/** @param {number} version */
function tagOf(version) {
  return `"${version}"`
}

/** @param {string} tag */
function versionOf(tag) {
  return Number(tag.replace(/\D/g, ''))
}
