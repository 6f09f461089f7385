/** Progress, the server at work, and what the first look at the page costs, in a real browser. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { dataFolder, lastFirst, startServer } from '../e2e/server.js'
import { assertAccessible, openBrowser, openPage, withoutBrowser } from './browser.js'

const FIRST_LOAD_BYTES = 200_000
const RESTART_MS = 30_000

const cleaning = lastFirst(after)

/** @typedef {import('playwright-core').Page} Page */

describe('looking back, and at the server', { skip: withoutBrowser }, () => {
  /** @type {import('../e2e/server.js').Server} */
  let server
  /** @type {import('playwright-core').Browser} */
  let browser

  before(async () => {
    server = await startServer(cleaning, await dataFolder(cleaning))
    browser = await openBrowser(cleaning)
  })

  test('the first load is small, plots and all other screens left out', async () => {
    const { page, troubles } = await openPage(browser, { url: server.url })
    /** @type {Promise<number>[]} */
    const sizes = []
    page.on('requestfinished', (request) => {
      const isSocket = request.url().includes('/socket.io/')
      if (!isSocket)
        sizes.push(request.sizes().then((size) => size.responseBodySize + size.responseHeadersSize))
    })
    await page.goto('/', { waitUntil: 'load' })
    await page.locator('main h1, main h2').first().waitFor()
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    assert.ok(bytes > 10_000, `only ${bytes} bytes were seen`)
    assert.ok(bytes <= FIRST_LOAD_BYTES, `${bytes} bytes`)
    assert.deepEqual(troubles, [])
  })

  for (const width of /** @type {const} */ (['wide', 'phone']))
    test(`progress is drawn, with a table beside each plot, ${width}`, async () => {
      const { page, troubles } = await openPage(browser, { url: server.url, width })
      await page.goto('/progress')
      await page.getByText('Nothing to draw yet').waitFor()
      await post(page, 'log-session', { minutes: 40, concept: 'calculus/limits' })
      await post(page, 'check-in', { mood: 4, energy: 3, stress: 2 })
      const { quiz_id: quiz, items } = await post(page, 'quiz', { topic: 'calculus', count: 3 })
      const answers = items.map((/** @type {any} */ { item_id: item, options }) => ({
        item_id: item,
        answer: options?.[0] ?? '1',
      }))
      await post(page, 'grade', { quiz_id: quiz, answers })
      await page.reload()
      await page.getByText('40 min on 1 day.').waitFor()
      const minutes = page.getByRole('region', { name: 'Minutes by day' })
      await minutes.getByText('As a table').click()
      const row = minutes.getByRole('row').last()
      assert.match(await row.innerText(), /\t40\t0$/)
      await page.getByRole('region', { name: 'Check-ins' }).waitFor()
      await page.getByRole('region', { name: 'Mastery by concept' }).locator('li').first().waitFor()
      await page.getByRole('region', { name: 'The week' }).getByText('40 min', { exact: true }).waitFor()
      await assertAccessible(page, `progress, ${width}`)

      await page.getByText('7 days', { exact: true }).click()
      await page.waitForURL(/days=7/)
      await minutes.getByRole('row').nth(7).waitFor()
      await minutes.getByRole('row').nth(8).waitFor({ state: 'detached' })
      assert.deepEqual(troubles, [])
    })

  for (const width of /** @type {const} */ (['wide', 'phone']))
    test(`operations show a process that is killed and started again, live, ${width}`, async () => {
      const { page, troubles } = await openPage(browser, { url: server.url, width, theme: 'dark' })
      await page.goto('/settings')
      await page.getByRole('link', { name: 'Operations' }).click()
      const restarts = page.locator('.spark').filter({ hasText: 'Restarts' }).locator('.spark-value')
      await page.getByText('live', { exact: true }).waitFor()
      await page.getByText('All is well').waitFor()
      await assertAccessible(page, `operations, ${width}`)
      const before = Number(await restarts.innerText())
      const { body } = await server.ask('/api/ops')
      process.kill(body.python.processes[0].pid, 'SIGKILL')
      await restarts.getByText(`${before + 1}`, { exact: true }).waitFor({ timeout: RESTART_MS })
      await page.getByText('All is well').waitFor({ timeout: RESTART_MS })
      assert.deepEqual(troubles, [])
    })

  test('whoever is no operator is told so', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await page.route('**/api/ops', (route) =>
      route.fulfill({ status: 403, json: { detail: 'This is for operators.', code: 'forbidden' } }),
    )
    await page.goto('/operations')
    await page.getByRole('heading', { name: 'This is for operators' }).waitFor()
    await assertAccessible(page, 'operations, refused')
    await page.goto('/settings')
    await page.getByRole('heading', { name: 'Times' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Operations' }).count(), 0)
  })

  test('operations say that Python is away, and what goes on meanwhile', async () => {
    const { page } = await openPage(browser, { url: server.url, width: 'phone' })
    const { body } = await server.ask('/api/ops')
    const python = { ...body.python, state: 'stopped', processes: [] }
    await page.route('**/socket.io/**', (route) => route.abort())
    await page.route('**/api/ops', (route) => route.fulfill({ json: { ...body, python } }))
    await page.goto('/operations')
    const alert = page.getByRole('alert').filter({ hasText: 'Python is away' })
    await alert.getByText('(stopped)').waitFor()
    assert.equal(await page.getByText('All is well').count(), 0)
    await assertAccessible(page, 'operations, Python away')
  })

  test('a server without figures is told from one that refuses them', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await page.route('**/api/ops', (route) =>
      route.fulfill({ status: 404, json: { detail: 'Nothing is here.', code: 'not_found' } }),
    )
    await page.goto('/operations')
    await page.getByRole('heading', { name: 'This server shows no figures' }).waitFor()
    await assertAccessible(page, 'operations, not found')
  })

  test('records of one kind are deleted when the question is answered, not before', async () => {
    const { page, troubles } = await openPage(browser, { url: server.url })
    await page.goto('/you')
    await post(page, 'check-in', { mood: 3 })
    await page.reload()
    const button = page.getByRole('button', { name: /^Delete: .*check-in/i })
    await button.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await button.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click()
    await page.locator('.announcement').getByText('Deleted:').waitFor()
    await button.waitFor({ state: 'detached' })
    assert.deepEqual(troubles, [])
  })

  test('a screen that could not be read says so, and is read again when asked to', async () => {
    const { page } = await openPage(browser, { url: server.url, width: 'phone' })
    await page.route('**/api/ai-agents/profile', (route) => route.abort())
    await page.goto('/you')
    await page.getByText('Could not read what is known of you').waitFor()
    await assertAccessible(page, 'a screen that could not be read')
    await page.unroute('**/api/ai-agents/profile')
    await page.getByRole('button', { name: 'Try again' }).first().click()
    await page.getByRole('heading', { name: 'What you know', exact: true }).waitFor()
  })
})

/** As the one who looks at the page. @param {Page} page @param {string} path @param {object} fields @returns {Promise<any>} */
async function post(page, path, fields) {
  const response = await page.request.post(`/api/ai-agents/${path}`, { data: fields })
  assert.equal(response.status(), 200, path)
  return response.json()
}
