/**
 * `npm start`: set-up, then the server, until Ctrl-C or SIGTERM. Plain Node up to the moment the packages are there,
 * and nothing at the top that an old Node could not read.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireNode } from './nodeVersion.js'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
/** npm hands a terminal's Ctrl-C on to us, which had it already: only a later one is a second one. */
const SECOND_SIGNAL_MS = 700
const FORCED_MS = 5000

requireNode()
const { report } = await import('./fault.js')
/** @type {Promise<import('../api/main.js').Server> | null} */
let starting = null
stopOnSignals()
try {
  const { prepare } = await import('./prepare.js')
  const { seconds } = await import('./progress.js')
  const began = Date.now()
  await prepare({ root: ROOT, dev: false, say })
  const { serve } = await import('../api/main.js')
  starting = serve({ root: ROOT, say })
  const { url, takesGuests, health } = await starting
  say(`\nReady in ${seconds(began)}: ${url}`)
  say(`  page    ${url}/`)
  if (takesGuests)
    say(`  try     curl ${url}/api/ai-agents/study-plan -d '{"user_input":"Help me study machine learning"}'`)
  say(`  health  ${url}/health (${await health()})`)
  say('  stop    Ctrl-C')
} catch (error) {
  report(error)
}

/** @param {string} line */
function say(line) {
  console.log(line)
}

function stopOnSignals() {
  let firstAt = 0
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (starting === null) process.exit(130) // during set-up: what it runs goes with it
      if (firstAt === 0) {
        firstAt = Date.now()
        say('\nStopping: what is being worked on is finished first (Ctrl-C again: at once)')
        void end(starting, 'stop', 0)
      } else if (Date.now() - firstAt > SECOND_SIGNAL_MS) {
        void end(starting, 'stopNow', 130)
      }
    })
  }
}

/** @param {Promise<import('../api/main.js').Server>} server @param {'stop' | 'stopNow'} how @param {number} code */
async function end(server, how, code) {
  if (code !== 0) setTimeout(() => process.exit(code), FORCED_MS).unref()
  try {
    await (await server)[how]()
    say('Stopped.')
    process.exit(code)
  } catch (error) {
    report(error)
    process.exit(1)
  }
}
