/**
 * A host of its own process, for tests that kill or stop it: starts a runner, begins the call that its argument names,
 * and prints what it started, once the call has begun and a ping has the wanted verdict, and then what it sees: a JSON
 * object on a line.
 */
import { childPids, startWithFaults } from '../../node/testKit/index.js'

const { method, params, options, verdict } = JSON.parse(process.argv[2] ?? '{}')
const runner = await startWithFaults(options)
for (const name of /** @type {const} */ (['unhealthy', 'restart'])) {
  runner.on(name, (/** @type {object} */ event) => say({ event: name, ...event }))
}
const grandchild = await runner.call('faults.grandchild', { seconds: 60 })
const [pid] = childPids(runner)
/** @type {(value?: undefined) => void} */
let tell = () => {}
const began = new Promise((/** @type {(value?: undefined) => void} */ resolve) => (tell = resolve))
const call = runner.call(method, params, { timeoutMs: Infinity, onProgress: () => tell() })
call.then(
  (result) => say({ result }),
  (error) => say({ error: error.code }),
)
await began
while (verdict && (await runner.ping()).verdict !== verdict);
say({ pid, grandchild })

/** @param {object} message */
function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}
