/**
 * The bridge beside its peers and its limits: the same job, the same 60 bytes of parameters, every answer checked,
 * rounds that alternate. What a peer cannot do, and a peer that cannot be installed, is said and left out.
 */
import { ends } from './peers/ends.js'
import { firstPong } from './peers/firstPong.js'
import { installPeers, missingFor } from './peers/install.js'
import { RemoteEnd } from './peers/remote.js'
import { alternate } from './peers/rounds.js'

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} label
 * @property {string} kind
 * @property {string[]} versions
 * @property {string[]} faults what it could not do, or why it was left out
 * @property {number | null} firstAnswerMs from the opening to the first checked answer
 * @property {Record<string, import('./peers/rounds.js').Figure>} figures
 *
 * @typedef {object} PeersResult
 * @property {{ rounds: number, ms: number }} how
 * @property {Row[]} ends
 * @property {import('./peers/firstPong.js').FirstPong} firstPong
 */

/** @param {import('./run.js').Bench} bench @returns {Promise<PeersResult>} */
export default async function peers({ say, cleaning, isShort, only }) {
  const installed = await installPeers(say)
  const how = isShort ? { rounds: 5, ms: 100 } : { rounds: 25, ms: 150 }
  const pongs = await firstPong(isShort ? 5 : 21)
  /** @type {Row[]} */
  const rows = []
  /** @type {import('./peers/rounds.js').Running[]} */
  const running = []
  for (const info of ends) {
    if (only.length > 0 && info.key !== 'bare' && !only.includes(info.key)) continue
    const row = { ...describe(info, installed), firstAnswerMs: /** @type {number | null} */ (null) }
    rows.push(row)
    const missing = missingFor(info, installed)
    if (missing.length > 0) row.faults.push(`not installed: ${missing.join(', ')}`)
    if (missing.length > 0) continue
    const end = new RemoteEnd(info)
    cleaning.after(() => end.close())
    const opened = await end.open()
    row.firstAnswerMs = opened?.ms ?? null
    if (opened) running.push({ end, row, has: opened.has })
    else row.faults.push(`does not open: ${end.fault}`)
  }
  await alternate(running, how)
  for (const { end } of running) await end.close()
  return { how, ends: rows, firstPong: pongs }
}

/** @param {import('./peers/ends.js').EndInfo} info @param {import('./peers/install.js').Installed} installed */
function describe({ key, label, kind, npm, pip }, installed) {
  const versions = [
    ...npm.map((name) => `${name} ${installed.npm[name]}`),
    ...pip.map((name) => `${name} ${installed.pip[name]}`),
  ]
  return { key, label, kind, versions, faults: /** @type {string[]} */ ([]), figures: {} }
}
