/**
 * A real Chromium for the tests of the page: finds one, opens screens at both widths and in both themes, and looks at
 * them with axe. Sole door to playwright-core and axe-core.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const PATIENCE_MS = 15_000
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']
const USUAL_PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((name) => {
    const folder = process.env[name]
    if (!folder) return []
    return [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
    ]
  }),
]

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../e2e/server.js').Cleaning} Cleaning */

export const WIDTHS = Object.freeze({
  wide: { width: 1280, height: 860 },
  phone: { width: 390, height: 844 },
})

const found = findChromium()

/** Why tests of the page are skipped, for the `skip` of a test; false: there is a browser. */
export const withoutBrowser =
  found === null &&
  'no Chromium was found: install chromium or Google Chrome, or name one in CHROMIUM=/path/to/chromium'

/** @param {Cleaning} cleaning @returns {Promise<Browser>} */
export async function openBrowser(cleaning) {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({
    executablePath: found ?? undefined,
    args: ['--disable-dev-shm-usage', ...asRoot],
  })
  cleaning.after(() => browser.close())
  return browser
}

/**
 * A window of somebody new: no cookies, nothing stored.
 * @param {Browser} browser
 * @param {object} options
 * @param {string} options.url of the server
 * @param {keyof typeof WIDTHS} [options.width]
 * @param {'light' | 'dark'} [options.theme]
 * @param {import('playwright-core').BrowserContextOptions} [options.more]
 * @returns {Promise<{page: Page, troubles: string[]}>} `troubles`: what the browser complained about; a test ends with
 *   none of them, except those it made
 */
export async function openPage(browser, { url, width = 'wide', theme = 'light', more = {} }) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: WIDTHS[width],
    hasTouch: width === 'phone',
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    ...more,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  /** @type {string[]} */
  const troubles = []
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // Answers such as 404 are the tests' to judge; Chromium writes a line for each.
    const isAnswer = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isAnswer) troubles.push(`console: ${message.text()}`)
  })
  return { page, troubles }
}

/**
 * Fails when axe finds something serious on what is shown now, or when the screen is wider than the window.
 * @param {Page} page
 * @param {string} what is looked at, for the message
 */
export async function assertAccessible(page, what) {
  await page.evaluate(await readFile(AXE, 'utf8'))
  const violations = await page.evaluate(async () => {
    const { axe, document } = /** @type {any} */ (globalThis)
    const found = await axe.run(document, { resultTypes: ['violations'] })
    return found.violations.map((/** @type {any} */ { id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      where: nodes.slice(0, 3).map((/** @type {any} */ node) => `${node.target} ${node.failureSummary}`),
    }))
  })
  const serious = violations.filter((/** @type {any} */ { impact }) =>
    ['serious', 'critical'].includes(impact),
  )
  assert.deepEqual(serious, [], `${what}: axe found something serious`)
  const excess = await page.evaluate(() => {
    const { documentElement } = /** @type {any} */ (globalThis).document
    return documentElement.scrollWidth - documentElement.clientWidth
  })
  assert.ok(excess <= 0, `${what}: ${excess} pixels wider than the window`)
}

/** @returns {string | null} */
function findChromium() {
  const given = process.env.CHROMIUM
  if (given) return existsSync(given) ? given : null
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const ending = process.platform === 'win32' ? '.exe' : ''
  const inPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name + ending)))
  return [...inPath, ...USUAL_PLACES].find((path) => existsSync(path)) ?? null
}
