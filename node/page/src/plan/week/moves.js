/** Moving blocks of a plan: asked of the server, which says what else had to move, and taken back. */
import { useState } from 'react'
import { useAnnounce } from '../../parts/announce.jsx'
import { request, send, troubleOf } from '../../reading/client.js'
import { counted } from '../../reading/words.js'

/** @typedef {import('../../reading/shapes.js').StudyPlan} StudyPlan */
/** @typedef {import('../../reading/shapes.js').Block} Block */
/** @typedef {{concept: string, title: string, kind: import('./words.js').Kind, from: string, to: string | null, because: string}} Moved */
/** @typedef {{kind: string, text: string, nearest: {start: string, end: string}[]}} Conflict */
/** @typedef {{version: number, plan: StudyPlan, moved: Moved[], conflicts: Conflict[], text: string}} Answer */
/**
 * @typedef {{is: 'moved', moved: Moved[], text: string}
 *   | {is: 'refused', block: Block, conflict: Conflict}
 *   | {is: 'undone', text: string, isWhole: boolean}
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

  /** @param {string} from @param {string} to @param {string | null} seen @returns {Promise<Answer>} */
  const ask = (from, to, seen) =>
    send(`${address}/move`, { block_start: from, to }, { version: seen ?? undefined })

  return {
    outcome,
    isBusy,
    clear: () => setOutcome(null),

    /** @param {Block} block @param {string} to an instant */
    move: (block, to) =>
      doing(async () => {
        const answer = await ask(block.start, to, version)
        const [conflict] = answer.conflicts
        const { moved, text } = answer
        if (conflict) say({ is: 'refused', block, conflict }, `Nothing was moved. ${text}`)
        else if (moved.length === 0) announce(text)
        else {
          onChanged(answer.plan, tagOf(answer.version))
          say({ is: 'moved', moved, text }, text)
        }
        return moved.length > 0
      }),

    /** @param {Moved[]} moved */
    undo: (moved) =>
      doing(async () => {
        /** @type {Answer | null} */
        let last = null
        const away = moved.map((one) => ({ ...one }))
        try {
          // The dragged one first: what made way for it can then go back. What else has to move goes back after.
          for (let tries = 0; tries < 2 * moved.length + 2; tries += 1) {
            const next = away.find((one) => one.to !== null && !isSame(one.from, one.to))
            if (!next?.to) break
            const answer = await ask(next.to, next.from, last ? tagOf(last.version) : version)
            if (answer.moved.length === 0) break
            last = answer
            for (const one of answer.moved) follow(away, one)
          }
        } finally {
          if (last) onChanged(last.plan, tagOf(last.version))
        }
        const left = away.filter((one) => one.to === null || !isSame(one.from, one.to)).length
        const isWhole = left === 0
        const text = isWhole
          ? 'Everything is back where it was.'
          : `Not all of it could go back: ${counted(left, 'block')} ${left === 1 ? 'is' : 'are'} still elsewhere.`
        say({ is: 'undone', text, isWhole }, text)
        return last !== null
      }),
  }

  /** @param {Outcome | null} next @param {string} text */
  function say(next, text) {
    setOutcome(next)
    announce(text)
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
    if (error.code !== 'conflict') return say({ is: 'failed', error }, `It was not moved. ${error.message}`)
    try {
      const response = await request('GET', address)
      if (!response.ok) throw await troubleOf(response)
      onChanged(await response.json(), response.headers.get('etag'))
      say({ is: 'changed' }, 'The plan was changed elsewhere and is read again. Nothing was moved.')
    } catch (trouble) {
      say({ is: 'failed', error: trouble }, 'It was not moved.')
    }
  }
}

/** Keeps in mind where a block is by now. @param {Moved[]} away @param {Moved} one */
function follow(away, one) {
  const known = away.find(
    ({ concept, kind, to }) =>
      concept === one.concept && kind === one.kind && to !== null && isSame(to, one.from),
  )
  if (known) known.to = one.to
  else away.push({ ...one })
}

/** @param {number} version */
function tagOf(version) {
  return `"${version}"`
}

/** @param {string} a @param {string} b */
function isSame(a, b) {
  return Date.parse(a) === Date.parse(b)
}
