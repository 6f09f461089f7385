/** The server's log on stderr: JSON lines for machines, short lines on a terminal. */
import { Writable } from 'node:stream'
import pino from 'pino'

const COLOURS = /** @type {Record<string, string>} */ ({ warn: '33', error: '31', fatal: '31' })
const QUIET_FIELDS = new Set(['level', 'time', 'msg', 'request_id', 'trace_id', 'err'])

/**
 * @param {{level: string, stream?: NodeJS.WritableStream & {isTTY?: boolean}}} options
 * @returns {import('pino').Logger}
 */
export function createLog({ level, stream = process.stderr }) {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (/** @type {string} */ label) => ({ level: label }) },
    redact: ['*.password', '*.apiKey', '*.token', 'err.parent', 'err.original', 'err.parameters', 'err.sql'],
  }
  return pino(options, stream.isTTY ? forReaders(stream) : stream)
}

/** @param {NodeJS.WritableStream} stream */
function forReaders(stream) {
  return new Writable({
    write(chunk, _encoding, done) {
      stream.write(`${readable(JSON.parse(chunk.toString()))}\n`)
      done()
    },
  })
}

/** @param {Record<string, any>} entry */
export function readable(entry) {
  const fields = Object.entries(entry)
    .filter(([name]) => !QUIET_FIELDS.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const reason = entry.err ? [`(${entry.err.message})`] : []
  const line = [entry.time.slice(11, 19), entry.level, entry.msg, ...fields, ...reason].join(' ')
  const colour = COLOURS[entry.level] ?? '2'
  return `\u001b[${colour}m${line}\u001b[0m`
}
