/**
 * What calls cost, method by method: how many, how they failed, and where their time went. Owns the histograms and
 * their bound; knows nothing of how they are shown.
 *
 * A method that is not known yet gets histograms of its own until there are `maxMethods`; later ones share `other`,
 * so that names a caller makes up cannot fill the memory.
 */
import { Histogram } from './histogram.js'

export const maxMethods = 64
const other = 'other'

/**
 * @typedef {object} SettledCall instants in milliseconds of the same clock
 * @property {string} method
 * @property {number} acceptedAt
 * @property {number} [sentAt] unset when it never was
 * @property {number} settledAt
 * @property {{ queue_us: number, handler_us: number, cpu_us: number } | null} [cost] as the runner told it
 *
 * @typedef {{ p50: number, p90: number, p99: number, max: number }} Distribution
 *
 * @typedef {object} MethodStats milliseconds; null where nothing was measured yet
 * @property {number} calls those that are settled
 * @property {number} failed
 * @property {Record<string, number>} failures how many with each error code
 * @property {Distribution | null} latencyMs from being accepted to being settled
 * @property {Distribution | null} queueMs waiting for a process, and in it for the handler to begin
 * @property {Distribution | null} wireMs the round trip without what the runner did
 * @property {Distribution | null} handlerMs
 * @property {Distribution | null} cpuMs of the handler
 *
 * @typedef {'latency' | 'queue' | 'wire' | 'handler' | 'cpu'} Part
 */

/** @type {readonly Part[]} */
export const parts = Object.freeze(['latency', 'queue', 'wire', 'handler', 'cpu'])

export class Metrics {
  /** @type {Map<string, MethodMetrics>} */ #methods = new Map()

  /**
   * Takes one call that was settled; well below a microsecond.
   *
   * @param {SettledCall} call
   * @param {string} [errorCode] of its failure
   */
  record(call, errorCode) {
    const method = this.#methods.get(call.method) ?? this.#newMethod(call.method)
    method.record(call, errorCode)
  }

  /** @returns {IterableIterator<[string, MethodMetrics]>} */
  [Symbol.iterator]() {
    return this.#methods.entries()
  }

  /** @returns {Record<string, MethodStats>} by method */
  stats() {
    return Object.fromEntries([...this].map(([name, method]) => [name, method.stats()]))
  }

  /** @param {string} name */
  #newMethod(name) {
    const own = this.#methods.size < maxMethods ? name : other
    const method = this.#methods.get(own) ?? new MethodMetrics()
    this.#methods.set(own, method)
    return method
  }
}

class MethodMetrics {
  calls = 0
  /** @type {Map<string, number>} */
  failures = new Map()
  /** In microseconds; those of the runner's own part are made when it first tells. */
  latency = new Histogram()
  queue = new Histogram()
  /** @type {Histogram | null} */
  wire = null
  /** @type {Histogram | null} */
  handler = null
  /** @type {Histogram | null} */
  cpu = null

  /**
   * @param {SettledCall} call
   * @param {string} [errorCode]
   */
  record({ acceptedAt, sentAt, settledAt, cost }, errorCode) {
    this.calls += 1
    if (errorCode !== undefined) this.failures.set(errorCode, (this.failures.get(errorCode) ?? 0) + 1)
    const totalUs = (settledAt - acceptedAt) * 1_000
    const waitedUs = sentAt ? (sentAt - acceptedAt) * 1_000 : totalUs
    this.latency.record(totalUs)
    if (cost) this.#recordCost(cost, totalUs, waitedUs)
    else this.queue.record(waitedUs)
  }

  /** @returns {MethodStats} */
  stats() {
    const failures = Object.fromEntries(this.failures)
    const failed = [...this.failures.values()].reduce((sum, count) => sum + count, 0)
    return {
      ...{ calls: this.calls, failed, failures },
      latencyMs: inMs(this.latency),
      queueMs: inMs(this.queue),
      wireMs: inMs(this.wire),
      handlerMs: inMs(this.handler),
      cpuMs: inMs(this.cpu),
    }
  }

  /**
   * @param {NonNullable<SettledCall['cost']>} cost
   * @param {number} totalUs
   * @param {number} waitedUs
   */
  #recordCost({ queue_us: queueUs, handler_us: handlerUs, cpu_us: cpuUs }, totalUs, waitedUs) {
    this.wire ??= new Histogram()
    this.handler ??= new Histogram()
    this.cpu ??= new Histogram()
    this.queue.record(waitedUs + queueUs)
    // Two processes' clocks measured it: a hair more than the whole is not less than nothing.
    this.wire.record(Math.max(0, totalUs - waitedUs - queueUs - handlerUs))
    this.handler.record(handlerUs)
    this.cpu.record(cpuUs)
  }
}

/**
 * @param {Histogram | null} histogram of microseconds
 * @returns {Distribution | null}
 */
function inMs(histogram) {
  if (histogram === null) return null
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => histogram.quantile(share))
  return { p50: ms(p50), p90: ms(p90), p99: ms(p99), max: ms(histogram.max) }
}

/** @param {number} [us] */
function ms(us = 0) {
  return Math.round(us) / 1_000
}
