/** Everything a start or a check needs, brought up to date: what is, is left alone. */
import { join } from 'node:path'
import { withLock } from './lock.js'
import { planPackages } from './packages.js'
import { planPage } from './page.js'
import { planPython } from './python.js'

/**
 * @param {{root: string, dev: boolean, environment?: NodeJS.ProcessEnv, say: import('./progress.js').Say}} options
 *   `dev`: with what the checks need
 * @throws {import('./fault.js').SetupFault}
 */
export async function prepare({ environment = process.env, ...rest }) {
  const options = { environment, ...rest }
  // The page is built by what the packages bring, so it comes after them.
  const parts = [planPackages, planPython, planPage]
  const plans = await Promise.all(parts.map((plan) => plan(options)))
  if (plans.every((plan) => plan === null)) return
  await withLock(join(options.root, '.data', 'setup.lock'), options.say, async () => {
    // Another set-up may have done it while this one waited, so it is asked again.
    for (const plan of parts) await (await plan(options))?.()
  })
}
