/** The frame of the page in a real browser: it is there, at both widths and in both themes, whatever the address. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { dataFolder, lastFirst, startServer } from '../e2e/server.js'
import { assertAccessible, openBrowser, openPage, withoutBrowser } from './browser.js'

const cleaning = lastFirst(after)

describe('the frame of the page', { skip: withoutBrowser }, () => {
  /** @type {import('../e2e/server.js').Server} */
  let server
  /** @type {import('playwright-core').Browser} */
  let browser

  before(async () => {
    server = await startServer(cleaning, await dataFolder(cleaning))
    browser = await openBrowser(cleaning)
  })

  for (const width of /** @type {const} */ (['wide', 'phone']))
    for (const theme of /** @type {const} */ (['light', 'dark']))
      test(`every place is reached from the frame, ${width} and ${theme}`, async () => {
        const { page, troubles } = await openPage(browser, { url: server.url, width, theme })
        await page.goto('/')
        const places = page.getByRole('navigation', { name: 'Main' })
        for (const name of ['Plans', 'Documents', 'Progress', 'You', 'Today']) {
          await places.getByRole('link', { name, exact: true }).click()
          const link = places.getByRole('link', { name, exact: true })
          await link.and(page.locator('[aria-current="page"]')).waitFor()
          await page.locator('main h1, main h2').first().waitFor()
        }
        await assertAccessible(page, `the frame, ${width}, ${theme}`)
        assert.deepEqual(troubles, [])
      })

  test('an address that leads nowhere says so, and leads back', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await page.goto('/no-such-place')
    await page.getByRole('heading', { name: 'Nothing is here' }).waitFor()
    await page.getByRole('link', { name: 'To today' }).click()
    await page.waitForURL(`${server.url}/`)
  })
})
