/**
 * `npm run replay -- <file>`: the requests of a crash's record again, against a new process. Exit status 0 when it
 * lives, 1 when it dies again, 2 when it could not be replayed, and one line says why.
 */
import { readFile } from 'node:fs/promises'
import { PythonAgentRunner } from '../pythonAgentRunner.js'
import { replay, requestsOf } from '../runner/telemetry/replay.js'

const TIMEOUT_MS = 30_000
const SHOWN = 300

/** @typedef {import('../runner/telemetry/flightRecorder.js').FlightRecord} FlightRecord */

const [path] = process.argv.slice(2)
if (path === undefined) stop('Which record? npm run replay -- .data/crashes/crash-….json')
else await run(await read(path)).catch((error) => stop(`It could not be replayed: ${error.message}`))

/** @param {FlightRecord} record */
async function run(record) {
  const requests = requestsOf(record)
  console.log(`${endingOf(record)}; ${requests.length} of ${record.frames.length} frames can be sent again`)
  if (requests.length === 0) stop('There is no whole request in this record.')
  let n = 0
  const open = (/** @type {import('../runner/options.js').RunnerOptions} */ options) =>
    new PythonAgentRunner(options)
  for await (const { request, outcome, answer, error } of replay(record, { open, timeoutMs: TIMEOUT_MS })) {
    const note = request.isMasked ? '  (with [masked] for its secrets)' : ''
    console.log(
      `\n${(n += 1)}/${requests.length} ${request.method} ${shown(JSON.stringify(request.params))}${note}`,
    )
    console.log(`  then  ${request.answer === null ? 'no answer' : shown(request.answer)}`)
    console.log(
      `  now   ${answer === null ? error.message : shown(answer)}${outcome === 'same' ? '  (the same)' : ''}`,
    )
    if (outcome !== 'died') continue
    console.error(`\nIt died again, of ${request.method}.`)
    process.exitCode = 1
  }
  if (!process.exitCode) console.log('\nIt lives.')
}

/** @param {string} file @returns {Promise<FlightRecord>} */
async function read(file) {
  const text = await readFile(file, 'utf8').catch((error) => stop(`It cannot be read: ${error.message}`))
  const record = parse(text)
  if (isRecord(record)) return record
  return stop(`${file} is no record of a crash${record === undefined ? ': it is not JSON' : ''}.`)
}

/** @param {string} text @returns {any} undefined when it is not JSON */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @param {any} record */
function isRecord(record) {
  const { format, frames, command, ending } = record ?? {}
  if (format !== 1 || !Array.isArray(frames) || typeof ending !== 'object' || ending === null) return false
  if (!Array.isArray(command?.args) || !Array.isArray(command.env)) return false
  return frames.every((frame) => typeof frame?.text === 'string')
}

/** @param {FlightRecord} record */
function endingOf({ at, runner, ending: { exitCode, signal, why } }) {
  const how = signal ? `was ended by ${signal}` : `exited with code ${exitCode}`
  return `${at}: ${runner?.name ?? 'Python'} ${runner?.version ?? ''} ${how}${why ? ` (${why})` : ''}`
}

/** @param {string} text */
function shown(text) {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)} … (${text.length} characters)` : text
}

/** @param {string} message @param {number} [code] @returns {never} */
function stop(message, code = 2) {
  console.error(message)
  process.exit(code)
}
