/** The pages of the API in a real browser: its policy lets them work, and they fit. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dataFolder, lastFirst, startServer } from '../e2e/server.js'
import { openBrowser, openPage, withoutBrowser } from './browser.js'

const cleaning = lastFirst(after)
const skip = withoutBrowser
/** @type {import('../e2e/server.js').Server} */
let server
/** @type {import('playwright-core').Browser} */
let browser

before(async () => {
  if (skip) return
  server = await startServer(cleaning, await dataFolder(cleaning), { AGENT_RUNNER_LLM: 'none' })
  browser = await openBrowser(cleaning)
})

for (const width of /** @type {const} */ (['wide', 'phone'])) {
  test(`the pages of the API show every operation, ${width}`, { skip }, async () => {
    const { body: described } = await server.ask('/api/openapi.json')
    const operations = Object.values(described.paths).flatMap((item) => Object.keys(item)).length
    const { page, troubles } = await openPage(browser, { url: server.url, width })
    await page.goto('/api/docs')
    await page.locator('.opblock').first().waitFor()
    assert.equal(await page.locator('.opblock').count(), operations)
    const overflow = 'document.documentElement.scrollWidth - window.innerWidth'
    assert.ok(Number(await page.evaluate(overflow)) <= 0, 'nothing stands out at the side')
    const [operation] = await page.locator('.opblock', { hasText: '/api/ai-agents/study-plan' }).all()
    await operation?.locator('.opblock-summary-control').click()
    await operation?.locator('.responses-table .response').first().waitFor()
    assert.ok(Number(await page.evaluate(overflow)) <= 0, 'nor of one that is open')
    assert.deepEqual(troubles, [])
  })
}

test('an example is tried from the page, and answered', { skip }, async () => {
  const { page, troubles } = await openPage(browser, { url: server.url })
  await page.goto('/api/docs')
  const operation = page.locator('.opblock', { hasText: '/api/ai-agents/generic-path' })
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.execute').click()
  await operation.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor()
  assert.deepEqual(troubles, [])
})
