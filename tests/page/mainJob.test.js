/** The main job in a real browser: ask, watch the agents, look at the plan, answer its questions, and find it all again. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { dataFolder, lastFirst, startServer } from '../e2e/server.js'
import { assertAccessible, openBrowser, openPage, withoutBrowser } from './browser.js'

const cleaning = lastFirst(after)
const AGENTS = ['Wellness', 'Personalization', 'Learning', 'Schedule', 'Assessment', 'Motivation']

describe('the main job', { skip: withoutBrowser }, () => {
  /** @type {import('../e2e/server.js').Server} */
  let server
  /** @type {import('playwright-core').Browser} */
  let browser

  before(async () => {
    server = await startServer(cleaning, await dataFolder(cleaning))
    browser = await openBrowser(cleaning)
  })

  /** @param {import('playwright-core').Page} page @param {string} words */
  async function ask(page, words) {
    await page.goto('/new')
    await page.getByRole('textbox', { name: 'What do you want to learn?' }).fill(words)
    await page.getByRole('button', { name: 'Make my plan' }).click()
    await page.waitForURL(/\/runs\/[\da-f-]{36}$/)
  }

  for (const width of /** @type {const} */ (['wide', 'phone'])) {
    test(`a student asks, watches six agents, gets a path, and finds it after loading anew, ${width}`, async () => {
      const { page, troubles } = await openPage(browser, { url: server.url, width })
      await page.goto('/new')
      await assertAccessible(page, `asking, ${width}`)
      await ask(page, 'Help me study machine learning, 60 minutes a day')
      for (const name of AGENTS) await page.getByRole('heading', { name, exact: true }).waitFor()
      await page.waitForURL(/\/plans\/[\da-f-]{36}\/path$/)
      await page.getByRole('heading', { level: 1, name: /machine learning/i }).waitFor()
      if (width === 'wide') await page.locator('.graph-node').first().waitFor()
      await assertAccessible(page, `the path, ${width}`)

      await page.reload()
      await page.getByRole('button', { name: 'List', exact: true }).click()
      await page.locator('.path-list summary').first().click()
      await page.getByRole('button', { name: 'Explain it' }).first().click()
      await page.getByRole('heading', { name: 'In short' }).waitFor()

      const views = page.getByRole('navigation', { name: 'Views of the plan' })
      await views.getByRole('link', { name: 'Questions' }).click()
      await page.getByText(/^Question 1 of/).waitFor()
      await assertAccessible(page, `a question, ${width}`)
      await page.getByRole('radio').first().check()
      const next = page.getByRole('button', { name: 'Next', exact: true })
      while ((await next.count()) > 0) await next.click()
      await page.getByRole('button', { name: /^Look at/ }).click()
      await page.getByRole('heading', { name: /^\d of \d+ right$/ }).waitFor()
      await assertAccessible(page, `the graded answers, ${width}`)

      await page.goto('/plans')
      await page
        .getByRole('link', { name: /machine learning/i })
        .first()
        .waitFor()
      assert.deepEqual(troubles, [])
    })
  }

  test('arrow keys walk the drawing from a concept to what needs it and back, and Enter tells more of it', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await ask(page, 'Help me study linear algebra')
    await page.waitForURL(/\/plans\//)
    const first = page.locator('.graph-node[tabindex="0"]')
    const from = await first.textContent()
    await first.focus()
    await page.keyboard.press('ArrowRight')
    const there = await page.locator('.graph-node:focus').textContent()
    assert.notEqual(there, from)
    await page.keyboard.press('Enter')
    const title = await page.locator('aside h2').textContent()
    assert.ok(there?.startsWith(`${title}`), `${title} is shown for ${there}`)
  })

  test('an answer to a question of the plan makes another plan by it', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await ask(page, 'Help me study machine learning')
    await page.waitForURL(/\/plans\//)
    const old = page.url()
    await page.getByText(/questions? .*that shape this plan/).click()
    const minutes = page.getByRole('spinbutton')
    await minutes.fill('90')
    await page.locator('form', { has: minutes }).getByRole('button', { name: 'Plan anew' }).click()
    await page.waitForURL((url) => /\/plans\//.test(url.pathname) && url.href !== old)
    const id = new URL(page.url()).pathname.split('/')[2]
    const run = await page.evaluate(
      async (path) => /** @type {any} */ (await (await fetch(path)).json()),
      `/api/ai-agents/runs/${id}`,
    )
    assert.equal(run.params.minutes_per_day, 90)
  })

  test('a person in danger gets numbers to call first, and no plan', async () => {
    const { page } = await openPage(browser, { url: server.url, width: 'phone' })
    await ask(page, 'I want to kill myself')
    const call = page.locator('a[href^="tel:"]').first()
    await call.waitFor()
    const box = await call.boundingBox()
    assert.ok(box && box.y + box.height < 700, 'the first number is in sight without scrolling')
    await assertAccessible(page, 'help')
  })

  test('a wish without words is asked for, at its field', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await page.goto('/new')
    const field = page.getByRole('textbox').first()
    await field.fill('   ')
    await page.getByRole('button', { name: 'Make my plan' }).click()
    await page.getByText('Say in a few words what it is.').waitFor()
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
    await field.fill('Genetics')
    assert.equal(await field.getAttribute('aria-invalid'), null)
  })

  test('words that name no subject get a question back, with the words still there', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await ask(page, 'hello')
    await page.getByRole('heading', { name: 'One thing first' }).waitFor()
    assert.equal(await page.getByRole('textbox', { name: 'In your words' }).inputValue(), 'hello')
    await assertAccessible(page, 'a question back')
  })
})
