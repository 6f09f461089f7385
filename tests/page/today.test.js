/** The first screen in a real browser: a wish where there is no plan, else what to do now, and how one is. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { dataFolder, lastFirst, startServer } from '../e2e/server.js'
import { assertAccessible, openBrowser, openPage, withoutBrowser } from './browser.js'

const EARLIER_MS = 16 * 3_600_000

const cleaning = lastFirst(after)

/** @typedef {import('playwright-core').Page} Page */

describe('today on the page', { skip: withoutBrowser }, () => {
  /** @type {import('../e2e/server.js').Server} */
  let server
  /** @type {import('playwright-core').Browser} */
  let browser

  before(async () => {
    server = await startServer(cleaning, await dataFolder(cleaning))
    browser = await openBrowser(cleaning)
  })

  for (const width of /** @type {const} */ (['wide', 'phone']))
    test(`without a plan the first screen asks for a wish, with one it says what is next, ${width}`, async () => {
      const { page, troubles } = await openPage(browser, { url: server.url, width })
      await page.goto('/')
      await page.getByRole('heading', { name: 'What do you want to learn?' }).waitFor()
      await assertAccessible(page, `no plan, ${width}`)

      await makePlan(page, 'Learn genetics, exam in 3 weeks, 90 minutes a day')
      await page.goto('/')
      await page.getByRole('heading', { name: 'Next', exact: true }).waitFor()
      const first = page.locator('.block-line').first()
      await first.waitFor()
      await assertAccessible(page, `today, ${width}`)
      await first.getByRole('button', { name: 'Log' }).click()
      await first.getByLabel('Minutes you studied').fill('12')
      await first.getByRole('button', { name: 'Log them' }).click()
      await page.getByText(/^12 min of 1 h 30 min logged/).waitFor()
      await first.getByText('done').waitFor()

      await page.goto('/plans')
      await page
        .getByRole('link', { name: /genetics/i })
        .first()
        .waitFor()
      await assertAccessible(page, `plans, ${width}`)
      assert.deepEqual(troubles, [])
    })

  test('a check-in is answered with what it changes, and danger with help before anything else', async () => {
    const { page, troubles } = await openPage(browser, { url: server.url })
    await page.goto('/')
    await makePlan(page, 'Learn calculus in 4 weeks')
    await page.goto('/')
    await page.getByText('How are you today?').click()
    await page.getByRole('group', { name: 'Energy' }).getByLabel('2').check()
    await page.getByLabel('Hours of sleep last night').fill('5')
    await page.getByRole('button', { name: 'Check in' }).click()
    await page.getByText('You reported energy 2 of 5, 5 hours of sleep').waitFor()
    await assertAccessible(page, 'checked in')
    await page.getByRole('button', { name: 'Check in again' }).click()
    await page.getByText('How are you today?').click()
    await page.getByLabel('Anything else? (may be left out)').fill('I want to kill myself')
    await page.getByRole('button', { name: 'Check in' }).click()
    await page.getByRole('heading', { name: 'You are not alone with this' }).waitFor()
    assert.ok((await page.locator('a[href^="tel:"]').count()) > 0)
    await assertAccessible(page, 'help')
    assert.deepEqual(troubles, [])
  })
})

/**
 * As of some hours ago, so that blocks of today lie behind and before.
 * @param {Page} page @param {string} wish
 */
async function makePlan(page, wish) {
  const now = new Date(Date.now() - EARLIER_MS).toISOString()
  const status = await page.evaluate(
    async (body) =>
      (
        await fetch('/api/ai-agents/study-plan', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).status,
    JSON.stringify({ user_input: wish, now, timezone: 'Europe/Berlin' }),
  )
  assert.equal(status, 200)
}
