/**
 * The records of crashes: the last one in memory, and, where a folder is named, each as a file in it. Owns the files'
 * names and their number.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FlightRecorder } from './flightRecorder.js'

/** Files that are kept; the oldest go. */
export const maxFiles = 20
const fileName = /^crash-[\w-]+\.json$/

/**
 * @typedef {import('./flightRecorder.js').FlightRecord} FlightRecord
 * @typedef {import('./flightRecorder.js').CrashFacts} CrashFacts
 */

export class FlightRecords {
  /** How many processes ended without having been asked to. */
  crashes = 0
  /** @type {string | null} path of the last file */
  lastFile = null

  #folder
  /** @type {(() => FlightRecord) | null} */ #makeLast = null
  /** @type {FlightRecord | null} */ #last = null

  /** @param {{ folder: string | null }} options */
  constructor({ folder }) {
    this.#folder = folder
  }

  /** The record of the last crash, made when it is first asked for. */
  get last() {
    return (this.#last ??= this.#makeLast?.() ?? null)
  }

  stats() {
    return { crashes: this.crashes, flightRecord: this.lastFile }
  }

  /**
   * @param {string} name of the session, letters, digits and dashes
   * @param {number} frames that are to be kept
   * @param {(record: import('../child/stderrLog.js').LogRecord) => void} log
   */
  begin(name, frames, log) {
    return new Flight(this, name, frames, log)
  }

  /**
   * Written at once and not in the background: the error that names the file is about to be thrown, and may be the
   * last thing this process sees.
   *
   * @param {string} name
   * @param {() => FlightRecord} make
   * @returns {string | undefined} the file
   * @throws {Error} when it cannot be written
   */
  keep(name, make) {
    this.crashes += 1
    this.#makeLast = make
    this.#last = null
    if (this.#folder === null) return undefined
    this.#last = make()
    this.lastFile = write(this.#folder, name, this.#last)
    return this.lastFile
  }
}

/** One session's part in it. */
class Flight {
  #records
  #name
  #recorder
  #log

  /**
   * @param {FlightRecords} records
   * @param {string} name
   * @param {number} frames
   * @param {(record: import('../child/stderrLog.js').LogRecord) => void} log
   */
  constructor(records, name, frames, log) {
    this.#records = records
    this.#name = name
    this.isRecording = frames > 0
    this.#recorder = new FlightRecorder(frames)
    this.#log = log
  }

  /**
   * @param {boolean} isOut whether it goes to Python
   * @param {string} text
   * @param {number} [length]
   */
  frame(isOut, text, length) {
    this.#recorder.frame(isOut, text, length)
  }

  /**
   * @param {CrashFacts} facts
   * @returns {string | undefined} the file that tells of it
   */
  crash(facts) {
    try {
      return this.#records.keep(this.#name, () => this.#recorder.record(facts))
    } catch (error) {
      this.#log({ level: 'warning', logger: 'flight-recorder', msg: `the crash was not recorded: ${error}` })
      return undefined
    }
  }
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {FlightRecord} record
 */
function write(folder, name, record) {
  // Only for the eyes of whoever runs this: what people wrote is in the frames.
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `crash-${record.at.replace(/[:.]/g, '-')}-${name}.json`)
  writeFileSync(`${path}.draft`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.draft`, path)
  const files = readdirSync(folder).filter((file) => fileName.test(file))
  for (const file of files.sort().slice(0, -maxFiles)) rmSync(join(folder, file), { force: true })
  return path
}
