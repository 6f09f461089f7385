/**
 * A Node process of its own for one end, so that no end can slow, break or outlive another. Told over its IPC channel:
 * `{open: {module, argument}}`, `{job, how}`, `{close: true}`; answers each with `{result}` or `{error}`. Ends with the channel.
 */
import * as jobs from './jobs.js'

/** @type {import('./ends.js').End | undefined} */
let end

process.on('message', async (/** @type {any} */ told) => {
  try {
    process.send?.({ result: await carryOut(told) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
})
process.on('disconnect', () => process.exit(1))

/** @param {any} told */
async function carryOut(told) {
  if (told.open) return openIt(told.open)
  if (told.close) return end?.close()
  if (!end) throw new Error('nothing is open')
  const job = /** @type {(end: any, how: any) => Promise<object>} */ (Reflect.get(jobs, told.job))
  return job(end, told.how)
}

/** @param {{ module: string, argument?: string }} which */
async function openIt({ module, argument }) {
  const { open } = await import(`./ends/${module}.js`)
  const started = performance.now()
  end = /** @type {import('./ends.js').End} */ (await open(argument))
  await end.echo({ n: 0, text: jobs.TEXT })
  const has = ['big', 'count'].filter((name) => end && name in end)
  return { ms: performance.now() - started, has }
}
