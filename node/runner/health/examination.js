/**
 * One look at a child, from inside by pings and from outside by what the system tells of it, and the verdict on it.
 * Takes less than a second whatever state the child is in, and never fails.
 */
import { judge, loopLagLimitMs } from './verdict.js'

/** The longest an examination takes. */
const examinationMs = 900
/** How long a pong is waited for: Python with many busy threads needs some time to come to it. */
const pongMs = 500
/** After the first ping throws a mark into the loop, when to see whether it came by: soon, and again if it did not. */
const looksMs = [100, loopLagLimitMs]
/** A mark that came by this fast leaves nothing to look at twice. */
const promptMs = 30
/** Processor time is counted in hundredths of a second: a share over less than this says nothing. */
const leastShareMs = 90

/**
 * @typedef {object} Pong what the runner says of itself, and how long that took
 * @property {true} pong
 * @property {string} phase
 * @property {number} pid
 * @property {number} uptime_s
 * @property {number} in_flight
 * @property {number} loop_lag_ms
 * @property {number} rss_bytes
 * @property {string} version
 * @property {number} [cpu_s] processor time it has had
 * @property {number} [threads] plain `def` skills that run
 * @property {number} [abandoned] cancelled skills that still run
 * @property {number} rttMs
 *
 * @typedef {Partial<Pong> & { verdict: import('./verdict.js').Verdict, evidence: import('./verdict.js').Evidence }} Examination
 *   the pong's members are there if there was one
 *
 * @typedef {object} Patient
 * @property {() => Promise<any>} ping may stay without answer for as long as it likes
 * @property {() => number} heardAt
 * @property {() => number} inFlight
 * @property {() => Promise<import('./processFacts.js').ProcessFacts | null>} facts
 */

export class Examiner {
  /** @type {Pong | null} */
  lastPong = null

  #patient
  #clock
  #bornAt
  /** @type {Promise<Pong | null> | null} */ #pingUnderWay = null
  /** @type {{ at: number, cpuMs: number } | null} */ #lastSample = null

  /**
   * @param {Patient} patient
   * @param {import('../clock.js').Clock} clock
   */
  constructor(patient, clock) {
    this.#patient = patient
    this.#clock = clock
    this.#bornAt = patient.heardAt()
  }

  /**
   * @param {number} [timeoutMs]
   * @returns {Promise<Examination>}
   */
  async examine(timeoutMs = examinationMs) {
    const until = this.#clock.now() + Math.min(timeoutMs, examinationMs)
    const host = { lagMs: 0 }
    const before = this.#sample()
    const pong = await this.#listen(until, host)
    const after = await this.#sample()
    const evidence = this.#evidence(pong, host.lagMs, await before, after)
    return { ...pong, verdict: judge(evidence), evidence }
  }

  /**
   * @param {number} until
   * @param {{ lagMs: number }} host
   * @returns {Promise<Pong | null>} the last one there was
   */
  async #listen(until, host) {
    let pong = await this.#pongBefore(until, host)
    for (const pauseMs of looksMs) {
      const isEnough =
        !pong || !(pong.loop_lag_ms >= promptMs || (pauseMs === looksMs[0] && this.#isBusy(pong)))
      if (isEnough || this.#clock.now() + pauseMs >= until) return pong
      await this.#wait(pauseMs, host)
      pong = (await this.#pongBefore(until, host)) ?? pong
    }
    return pong
  }

  /** @param {Pong} pong */
  #isBusy({ in_flight = 0, threads = 0, abandoned = 0 }) {
    return this.#patient.inFlight() + in_flight + threads + abandoned > 0
  }

  /**
   * A ping that was not answered before is waited for rather than followed by another: they would pile up before a
   * child that does not read.
   *
   * @param {number} until
   * @param {{ lagMs: number }} host
   * @returns {Promise<Pong | null>}
   */
  async #pongBefore(until, host) {
    this.#pingUnderWay ??= this.#ping()
    /** @type {Pong | null | undefined} */
    let pong
    const answer = this.#pingUnderWay.then((answered) => (pong = answered))
    const ms = Math.max(1, Math.min(pongMs, until - this.#clock.now()))
    await this.#wait(ms, host, answer)
    // A late timer comes before what arrived meanwhile: the event loop has yet to read it.
    for (let turn = 0; turn < 2 && pong === undefined; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    return pong ?? null
  }

  async #ping() {
    const sentAt = this.#clock.now()
    try {
      const pong = await this.#patient.ping()
      this.lastPong = { ...pong, rttMs: this.#clock.now() - sentAt }
      return this.lastPong
    } catch {
      return null
    } finally {
      this.#pingUnderWay = null
    }
  }

  /**
   * @param {number} ms
   * @param {{ lagMs: number }} host
   * @param {Promise<unknown>} [unless] ends the wait
   */
  async #wait(ms, host, unless) {
    const dueAt = this.#clock.now() + ms
    /** @type {import('../clock.js').Timer | undefined} */
    let timer
    const due = new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      timer = this.#clock.setTimeout(() => {
        host.lagMs = Math.max(host.lagMs, this.#clock.now() - dueAt)
        resolve()
      }, ms)
      timer.unref?.()
    })
    await (unless ? Promise.race([due, unless]) : due)
    if (timer) this.#clock.clearTimeout(timer)
  }

  async #sample() {
    const facts = await this.#patient.facts()
    return facts && { ...facts, at: this.#clock.now() }
  }

  /**
   * @typedef {import('./processFacts.js').ProcessFacts & { at: number }} Sample
   *
   * @param {Pong | null} pong
   * @param {number} lagMs
   * @param {Sample | null} before
   * @param {Sample | null} after
   * @returns {import('./verdict.js').Evidence}
   */
  #evidence(pong, lagMs, before, after) {
    const heardAt = this.#patient.heardAt()
    return {
      pongAgeMs: heardAt === this.#bornAt ? null : Math.round(this.#clock.now() - heardAt),
      loopLagMs: pong?.loop_lag_ms ?? null,
      cpuShare: this.#cpuShare(before, after),
      processState: after?.state ?? null,
      inFlight: Math.max(this.#patient.inFlight(), pong?.in_flight ?? 0),
      hostLagMs: Math.round(lagMs),
    }
  }

  /**
   * Over this examination, or, when that was too short, since the one before.
   *
   * @param {Sample | null} before
   * @param {Sample | null} after
   */
  #cpuShare(before, after) {
    if (!before || !after) return null
    const last = after.at - before.at >= leastShareMs ? before : this.#lastSample
    const spanMs = last ? after.at - last.at : 0
    const share = last && spanMs >= leastShareMs ? Math.max(0, after.cpuMs - last.cpuMs) / spanMs : null
    if (!this.#lastSample || after.at - this.#lastSample.at >= leastShareMs) this.#lastSample = after
    return share === null ? null : Math.round(share * 100) / 100
  }
}
