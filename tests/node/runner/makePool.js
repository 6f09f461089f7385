/** A pool over sessions without processes, on a clock that stands still. */
import { Call } from '../../../node/runner/calls/call.js'
import { readOptions } from '../../../node/runner/options.js'
import { Pool } from '../../../node/runner/pool/pool.js'
import { ManualClock } from './manualClock.js'
import { sessionDoubles, settled } from './sessionDouble.js'

/**
 * @param {{ after: (end: () => Promise<void>) => void }} t
 * @param {import('../../../node/runner/options.js').RunnerOptions} [options]
 */
export function makePool(t, options) {
  const clock = new ManualClock({ random: 0.5 })
  const { opened, openSession } = sessionDoubles()
  /** Each as its name and what it said. @type {[string, any][]} */
  const told = []
  const tell = (/** @type {string} */ name) => (/** @type {any} */ event) => void told.push([name, event])
  const pool = new Pool(
    readOptions({ clock: /** @type {any} */ (clock), ...options }),
    {
      ...{ onState: tell('state'), onRestart: tell('restart'), onRecycle: tell('recycle') },
      ...{ onUnhealthy: tell('unhealthy'), onLog: tell('log'), isListenedTo: () => true },
    },
    openSession,
  )
  t.after(() => pool.destroy())

  return { pool, clock, opened, told, start, call, pass, events }

  /** Starts it, all that is opened coming up at once. */
  async function start() {
    const started = pool.start()
    for (const session of opened) session.comeUp()
    await started
    await settled()
  }

  /** @param {import('../../../node/runner/calls/call.js').CallOptions} [options] */
  function call(options) {
    const made = new Call('demo.skill', {}, options, /** @type {any} */ (clock))
    made.promise.catch(() => {})
    pool.submit(made)
    return made
  }

  /** @param {number} ms */
  async function pass(ms) {
    clock.advance(ms)
    await settled()
  }

  /** @param {string} name */
  function events(name) {
    return told.filter(([kind]) => kind === name).map(([, event]) => event)
  }
}
