/**
 * `npm run screenshots`: the two pictures of the README, taken of a server of its own with a plan that begins on a fixed
 * day, so that they change only when the page does.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dataFolder, lastFirst, startServer } from '../e2e/server.js'
import { openBrowser, openPage, withoutBrowser } from './browser.js'

const FOLDER = fileURLToPath(new URL('../../node/page/pictures', import.meta.url))
const NOW = '2026-11-22T08:00:00Z'
const HEIGHTS = { path: 860, week: 900 }
/** What of each view comes last. */
const DRAWN = { path: 'main .graph-node', week: 'main .week-block' }
const WISH =
  'Help me study machine learning, exam on 20 December, one hour a day, not on Saturdays and Sundays'

if (withoutBrowser) throw new Error(withoutBrowser)
/** @type {() => Promise<void>} */
let clean = async () => {}
const cleaning = lastFirst((work) => void (clean = work))
try {
  const server = await startServer(cleaning, await dataFolder(cleaning))
  const browser = await openBrowser(cleaning)
  await mkdir(FOLDER, { recursive: true })

  const { page } = await openPage(browser, { url: server.url, more: { deviceScaleFactor: 1.5 } })
  await page.clock.setFixedTime(NOW)
  await page.goto('/new')
  const id = await page.evaluate(
    async (body) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch('/api/ai-agents/study-plan', { method: 'POST', headers, body })
      return /** @type {any} */ (await answer.json()).run_id
    },
    JSON.stringify({ user_input: WISH, now: NOW, timezone: 'Europe/Berlin' }),
  )
  for (const view of /** @type {const} */ (['path', 'week'])) {
    await page.setViewportSize({ width: 1280, height: HEIGHTS[view] })
    await page.goto(`/plans/${id}/${view}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator(DRAWN[view]).first().waitFor()
    await page.screenshot({ path: join(FOLDER, `${view}.png`) })
  }
  console.log(`written: ${FOLDER}`)
} finally {
  await clean()
}
