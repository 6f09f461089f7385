/**
 * Everything about a learner as one zip, made while it is sent: from the database a page at a time, from Python what the
 * agents keep. Sole door to `yazl`.
 */
import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { csvOf } from './csv.js'

/** @typedef {import('../../pythonOnlyOrchestrator.js').Caller} Caller */
/** @typedef {Record<string, any>} Row */

const README = `Everything that study-companion keeps about you.

account.json        Your account and settings, your sessions, and answers kept for requests that may come twice.
plans/*.json        Your study plans, in their newest version; *.versions.json: what each was before, and what changed it.
plans/*.ics         The same plans as calendars (RFC 5545), for any calendar program.
runs.json           What you asked for and what came of it. run-events.json: what was told while it was made.
notices.json        What was made for you at your times: daily plans and weekly reviews. jobs.json: when.
learner.json        What the agents keep: by agent, then by kind, as it is kept.
profile.json        The same as it is shown to you: each thing that is known, how it is known, how to change or delete it.
check-ins.csv       Your check-ins: mood, energy, hours of sleep, stress, WHO-5.
sessions.csv        Minutes you logged.
mastery.csv         Mastery by concept: its course, and (at the time of this export) where it stands, with 90 % intervals.
documents.csv       Your documents; documents/*.txt: their text, as it was read. The files themselves are not kept.
audit.json          Security events of your account: when you logged in, and from about where.

Times are ISO 8601. CSV files are UTF-8; a cell that a spreadsheet would take for a formula begins with an apostrophe.
Not in here, because nobody can read them: hashes of your password and of tokens. What the server logs holds no text of
yours and is deleted after some weeks.
`

const CHECK_INS = ['at', 'mood', 'energy', 'sleep_hours', 'stress', 'study_minutes', 'who5']
const SESSIONS = ['at', 'day', 'minutes', 'concept', 'kept']
const MASTERY = ['at', 'concept', 'title', 'p', 'low', 'high', 'n']
const DOCUMENTS = ['document_id', 'title', 'kind', 'language', 'pages', 'size_bytes', 'added']

/**
 * @param {object} deps
 * @param {import('../repositories/belongings.js').Belongings} deps.belongings
 * @param {Pick<import('../../pythonOnlyOrchestrator.js').Orchestrator, 'callSkill'>} deps.orchestrator
 * @param {Pick<import('./skills.js').Skills, 'calendar'>} deps.skills
 */
export function createAccountExport({ belongings, orchestrator, skills }) {
  return { open }

  /**
   * @param {Caller} from
   * @param {AbortSignal} signal
   * @returns {Promise<Readable>} a zip; what fails later ends it in an error
   * @throws {import('../../pythonOnlyOrchestrator.js').AgentFault} before anything is sent, when Python cannot tell
   */
  async function open(from, signal) {
    const learner = /** @type {Row} */ (await call('export', {}, from, signal))
    const profile = /** @type {Row} */ (await call('profile', {}, from, signal))
    const account = await belongings.account(from.learnerId)
    const plans = await belongings.plans(from.learnerId)
    const zip = new ZipFile()
    const mtime = new Date()
    const output = /** @type {Readable} */ (zip.outputStream)
    zip.on('error', (error) => output.destroy(/** @type {Error} */ (error)))

    /** @param {string} name @param {string} text */
    const add = (name, text) => zip.addBuffer(Buffer.from(text), name, { mtime })
    /** @param {string} name @param {() => Promise<string> | AsyncIterable<string>} make when its turn comes */
    const addLater = (name, make) =>
      zip.addReadStreamLazy(name, { mtime }, (give) => {
        const stream = Readable.from(texts(make))
        give(null, stream)
      })

    add('README.txt', README)
    add('account.json', json({ exported_at: mtime, ...account }))
    add('learner.json', json(learner))
    add('profile.json', json(profile))
    add('check-ins.csv', csvOf(CHECK_INS, events(learner, 'wellness', 'wellness.check_in')))
    add('sessions.csv', csvOf(SESSIONS, events(learner, 'motivation', 'motivation.session')))
    add('mastery.csv', csvOf(MASTERY, masteryOf(learner, profile)))
    add('documents.csv', csvOf(DOCUMENTS, learner.documents))
    for (const { run_id: id } of plans) addPlan(id)
    addLater('runs.json', () => listOf(belongings.runs(from.learnerId)))
    addLater('run-events.json', () => listOf(belongings.events(from.learnerId)))
    addLater('notices.json', () => listOf(belongings.notices(from.learnerId)))
    addLater('jobs.json', () => listOf(belongings.jobs(from.learnerId)))
    addLater('audit.json', async () => json(await belongings.audit(from.learnerId)))
    for (const { document_id: id } of learner.documents) {
      addLater(`documents/${id}.txt`, () => textOf(id, from, signal))
    }
    zip.end()
    return output

    /** @param {string} id */
    function addPlan(id) {
      /** @type {Promise<{plan: any, earlier: Row[]}> | undefined} */
      let read
      const once = () => (read ??= belongings.versions(id, from.learnerId))
      addLater(`plans/${id}.json`, async () => json((await once()).plan))
      addLater(`plans/${id}.ics`, async () => {
        const { plan } = await once()
        return Array.isArray(plan?.schedule?.blocks) ? skills.calendar(plan, from, signal) : ''
      })
      addLater(`plans/${id}.versions.json`, async () => {
        const { earlier } = await once()
        read = undefined // a learner may have more plans than memory
        return json(earlier)
      })
    }
  }

  /**
   * @param {string} id @param {Caller} from @param {AbortSignal} signal
   * @returns {AsyncGenerator<string>}
   */
  async function* textOf(id, from, signal) {
    for (let first = 1; ;) {
      const { pages, next_page: next } = /** @type {Row} */ (
        await call('export_document', { document_id: id, first }, from, signal)
      )
      for (const { page, status, text } of pages) {
        yield `--- page ${page}${status === 'ok' ? '' : ` (${status})`} ---\n${text}\n`
      }
      if (next === null) return
      first = next
    }
  }

  /** @param {string} skill @param {object} params @param {Caller} from @param {AbortSignal} signal */
  function call(skill, params, from, signal) {
    const method = { method: `personalization.${skill}`, idempotent: true }
    return orchestrator.callSkill(method, params, from, { signal, takesLong: true })
  }
}

/** @param {() => Promise<string> | AsyncIterable<string>} make */
async function* texts(make) {
  const made = make()
  if (Symbol.asyncIterator in made) yield* made
  else yield await made
}

/** @param {AsyncIterable<Row>} rows @returns {AsyncGenerator<string>} a JSON array, an element a line */
async function* listOf(rows) {
  let before = '[\n'
  for await (const row of rows) {
    yield before + JSON.stringify(row)
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** @param {Row} learner @param {string} agent @param {string} kind @returns {Row[]} */
function events({ agents }, agent, kind) {
  return agents[agent]?.[kind]?.events ?? []
}

/** @param {Row} learner @param {Row} profile @returns {Row[]} its course, then where it stands */
function masteryOf(learner, profile) {
  const titles = new Map(profile.concepts.map((/** @type {Row} */ { concept, title }) => [concept, title]))
  const moves = events(learner, 'assessment', 'assessment.mastery').flatMap(({ at, concepts }) =>
    Object.entries(/** @type {Record<string, Row[]>} */ (concepts)).map(([concept, points]) =>
      pointOf(at, concept, titles.get(concept), /** @type {Row} */ (points.at(-1))),
    ),
  )
  const now = profile.concepts.map((/** @type {Row} */ { concept, title, mastery }) =>
    pointOf(learner.made_at, concept, title, mastery),
  )
  return [...moves, ...now]
}

/** @param {string} at @param {string} concept @param {unknown} title @param {Row} mastery */
function pointOf(at, concept, title, { p, n, interval: [low, high] }) {
  return { at, concept, title, p, low, high, n }
}
