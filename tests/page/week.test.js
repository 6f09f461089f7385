/** The week of a plan in a real browser: its blocks are moved by every means, and what came of it is said. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { dataFolder, lastFirst, startServer } from '../e2e/server.js'
import { assertAccessible, openBrowser, openPage, withoutBrowser } from './browser.js'

const DAY_MS = 86_400_000
const WISH = 'Help me study machine learning, one hour a day'

const cleaning = lastFirst(after)

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{start: string, end: string, kind: string, concept: string | null}} Block */

describe('the week of a plan', { skip: withoutBrowser }, () => {
  /** @type {import('../e2e/server.js').Server} */
  let server
  /** @type {import('playwright-core').Browser} */
  let browser

  before(async () => {
    server = await startServer(cleaning, await dataFolder(cleaning))
    browser = await openBrowser(cleaning)
  })

  for (const [width, theme] of /** @type {const} */ ([
    ['wide', 'light'],
    ['phone', 'dark'],
  ]))
    test(`a week is shown and turned, and a block moved by day and time, ${width}`, async () => {
      const { page, troubles } = await openPage(browser, { url: server.url, width, theme })
      const { id, block } = await openWeek(page)
      await assertAccessible(page, `a week, ${width}`)
      await page.getByRole('button', { name: 'Week before' }).click()
      await page.getByRole('button', { name: 'Week after' }).click()

      await page.locator(at(block.start)).click()
      const dialog = page.getByRole('dialog')
      await assertAccessible(page, `a block opened, ${width}`)
      const to = laterBy(block.start, DAY_MS + 2 * 3_600_000)
      await dialog.getByLabel('Day').fill(localDate(to))
      await dialog.getByLabel('Time').fill(localTime(to))
      await dialog.getByRole('button', { name: 'Move', exact: true }).click()
      const moved = page.locator(`${at(to)}[data-moved="true"]`)
      await moved.waitFor()
      await page.locator('.week-moved').getByText('You put it there').waitFor()
      assert.equal(await page.evaluate(focusedStart), `${Date.parse(to)}`)
      await assertAccessible(page, `a block moved, ${width}`)

      const kept = await planOf(page, id)
      assert.ok(kept.schedule.blocks.some(isAt(to, block)), 'the server keeps it')
      await page.reload()
      await shownWeek(page)
      await showDay(page, to)
      assert.deepEqual(troubles, [])
    })

  test('a block dragged by mouse lies where it was dropped, and undo puts everything back', async () => {
    const { page, troubles } = await openPage(browser, { url: server.url })
    const { id, block, plan } = await openWeek(page)
    const to = laterBy(block.start, DAY_MS + 3_600_000)
    await drag(page, block.start, { days: 1, minutes: 60 })
    await page.locator(`${at(to)}[data-moved="true"]`).waitFor()
    assert.ok((await planOf(page, id)).schedule.blocks.some(isAt(to, block)))

    /** @type {string[]} */
    const asked = []
    page.on('request', (request) => void (request.method() === 'POST' && asked.push(request.url())))
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('.week-outcome').getByText('Everything is back where it was.').waitFor()
    assert.deepEqual((await planOf(page, id)).schedule.blocks, plan.schedule.blocks)
    const changes = asked.filter((url) => url.includes('/study-plan/'))
    assert.deepEqual(changes, [`${server.url}/api/ai-agents/study-plan/${id}/restore`])
    assert.equal(await page.evaluate(focusedStart), `${Date.parse(block.start)}`)
    assert.deepEqual(troubles, [])
  })

  test('a drag is left with Escape, and a click after it opens the block', async () => {
    const { page } = await openPage(browser, { url: server.url })
    const { id, block, plan } = await openWeek(page)
    await drag(page, block.start, { days: 1, minutes: 60 }, { isLeft: true })
    await page.locator('.week-ghost').waitFor({ state: 'detached' })
    assert.deepEqual(await planOf(page, id), plan)
    assert.equal(await page.getByRole('dialog').count(), 0)
    await page.locator(at(block.start)).click()
    await page.getByRole('dialog').waitFor()
  })

  test('a block is moved by keys, each step said, and Escape leaves it', async () => {
    const { page, troubles } = await openPage(browser, { url: server.url })
    const { id, block, plan } = await openWeek(page)
    const button = page.locator(at(block.start))
    await button.focus()
    await page.keyboard.press('m')
    const said = page.locator('.announcement')
    await said.getByText(/Arrow keys move it, Enter drops it, Escape leaves it/).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Escape')
    await said.getByText('Nothing was moved.').waitFor()
    assert.equal(await page.evaluate(focusedStart), `${Date.parse(block.start)}`)
    assert.deepEqual(await planOf(page, id), plan)

    await page.keyboard.press('Enter')
    await page.locator('button.week-ghost').waitFor()
    await assertAccessible(page, 'a block on its way')
    // Into the next week and back: the focus stays with it.
    for (let days = 0; days < 8; days += 1) await page.keyboard.press('ArrowRight')
    await said.getByText(placeName(laterBy(block.start, 8 * DAY_MS))).waitFor()
    for (let days = 0; days < 7; days += 1) await page.keyboard.press('ArrowLeft')
    for (let quarters = 0; quarters < 4; quarters += 1) await page.keyboard.press('ArrowDown')
    const start = laterBy(block.start, DAY_MS)
    const to = laterBy(start, 4 * 900_000 - (Date.parse(start) % 900_000))
    await said.getByText(new RegExp(`${localTime(to)}$`)).waitFor()
    await page.keyboard.press('Enter')
    await page.locator(`${at(to)}[data-moved="true"]`).waitFor()
    assert.equal(await page.evaluate(focusedStart), `${Date.parse(to)}`)
    assert.deepEqual(troubles, [])
  })

  test('where a block cannot be, nothing moves, and a place that is offered takes it', async () => {
    const { page } = await openPage(browser, { url: server.url })
    const { id, block, plan } = await openWeek(page)
    await moveByDialog(page, block.start, { date: localDate(laterBy(block.start, DAY_MS)), time: '03:00' })
    const note = page.locator('.week-outcome')
    await note.getByText('Nothing was moved.').waitFor()
    assert.deepEqual(await planOf(page, id), plan)
    await assertAccessible(page, 'a move refused')
    await note.locator('.row').getByRole('button').first().click()
    await page.locator('.week-moved').waitFor()
    assert.notDeepEqual(work(await planOf(page, id)), work(plan))
  })

  test('a plan that was changed elsewhere is read again, and nothing moves unseen', async () => {
    const { page } = await openPage(browser, { url: server.url })
    const { id, block } = await openWeek(page)
    const to = laterBy(block.start, DAY_MS + 3_600_000)
    // Another window moves it without this one hearing of it.
    const elsewhere = async (/** @type {import('playwright-core').Route} */ route) => {
      await post(page, `study-plan/${id}/move`, { block_start: block.start, to })
      await route.continue()
    }
    await page.route('**/move', elsewhere, { times: 1 })
    await moveByDialog(page, block.start, { date: localDate(laterBy(block.start, DAY_MS)), time: '12:00' })
    await page.locator('.week-outcome').getByText('The plan was changed elsewhere meanwhile').waitFor()
    await page.locator(at(to)).waitFor()
    assert.ok((await planOf(page, id)).schedule.blocks.some(isAt(to, block)))
  })

  test('a finger that rests on a block lifts it, and moves it', async () => {
    const { page } = await openPage(browser, { url: server.url, width: 'phone' })
    const { id, block } = await openWeek(page)
    const button = page.locator(at(block.start))
    await button.evaluate((element) => element.scrollIntoView({ block: 'center' }))
    const box = await button.boundingBox()
    assert.ok(box)
    const touch = await page.context().newCDPSession(page)
    const x = Math.round(box.x + 40)
    const y = Math.round(box.y + 4)
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
    await page.locator('.week-ghost').waitFor()
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y: y + 72 }] })
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await page.locator('[data-moved="true"]').first().waitFor()
    assert.ok(!(await planOf(page, id)).schedule.blocks.some(isAt(block.start, block)))
  })

  test('free hours of a week are folded, and open by Enter or for a block that is held over them', async () => {
    const { page, troubles } = await openPage(browser, { url: server.url })
    const { id, block } = await openWeek(page)
    const morning = `${localDate(laterBy(block.start, DAY_MS))}T08:00`
    await moveByDialog(page, block.start, { date: morning.slice(0, 10), time: morning.slice(11) })
    await page.locator('.week-block[data-moved="true"]').first().waitFor()
    const fold = page.locator('.week-fold')
    await fold.waitFor()
    await assertAccessible(page, 'folded hours')
    const noon = page.locator('.week-hours').getByText('12:00')
    assert.equal(await noon.count(), 0)
    await fold.focus()
    await page.keyboard.press('Enter')
    await noon.waitFor()
    assert.equal(await fold.count(), 0)

    await page.reload()
    await shownWeek(page)
    const start = (await planOf(page, id)).schedule.blocks.find(
      (/** @type {Block} */ one) => one.concept === block.concept && localTime(one.start) === '08:00',
    ).start
    await showDay(page, start)
    const held = page.locator(at(start))
    await page.setViewportSize({ width: 1280, height: 1600 })
    await held.evaluate((element) => element.scrollIntoView({ block: 'center' }))
    const [from, strip] = [await held.boundingBox(), await fold.boundingBox()]
    assert.ok(from && strip)
    await page.mouse.move(from.x + 20, from.y + 2)
    await page.mouse.down()
    await page.mouse.move(from.x + 30, strip.y + strip.height / 2, { steps: 8 })
    await fold.waitFor({ state: 'detached' })
    await page.mouse.move(from.x + 32, strip.y + 60, { steps: 3 })
    await page.mouse.up()
    const moved = page.locator('.week-block[data-moved="true"]').first()
    await moved.waitFor()
    assert.ok(!(await planOf(page, id)).schedule.blocks.some(isAt(start, block)))
    assert.deepEqual(troubles, [])
  })

  test('what has begun is not movable, and says so', async () => {
    const { page } = await openPage(browser, { url: server.url })
    const { block } = await openWeek(page, { at: (start) => start + 60_000 })
    const button = page.locator(at(block.start))
    assert.match((await button.textContent()) ?? '', /, past/)
    await button.focus()
    await page.keyboard.press('m')
    assert.equal(await page.locator('.week-ghost').count(), 0)
    await button.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('It has begun or is over, so it cannot be moved.').waitFor()
    assert.equal(await dialog.getByLabel('Day').count(), 0)
    await page.locator('.week-now').waitFor({ state: 'attached' })
  })
})

/**
 * A new plan's week, with the first block of learning that needs nothing to be done before it.
 * @param {Page} page
 * @param {{at?: (start: number) => number}} [options] `at`: when the browser takes it to be, told by the block's start
 */
async function openWeek(page, { at: when } = {}) {
  await page.goto('/')
  const { run_id: id } = await post(page, 'study-plan', { user_input: WISH })
  const plan = await planOf(page, id)
  const day = plan.schedule.blocks[0].start.slice(0, 10)
  // After the first day, neither begun nor about to be; and with a day to its right.
  const block = plan.schedule.blocks.find(
    (/** @type {Block} */ { start, kind, concept }) =>
      kind === 'learn' && start.slice(0, 10) > day && concept !== null && weekdayOf(start) < 6,
  )
  if (when) await page.clock.setFixedTime(when(Date.parse(block.start)))
  await page.goto(`/plans/${id}/week`)
  await shownWeek(page)
  await showDay(page, block.start)
  return { id, plan, block: /** @type {Block} */ (block) }
}

/** Turns to where a block begins. @param {Page} page @param {string} start */
async function showDay(page, start) {
  const chip = page.locator('.week-chip').nth(weekdayOf(start))
  if ((await chip.count()) > 0) await chip.click()
  if ((await page.locator(at(start)).count()) === 0)
    await page.getByRole('button', { name: 'Week after' }).click()
  await page.locator(at(start)).waitFor()
}

/** @param {Page} page */
async function shownWeek(page) {
  await page.locator('.week-block').first().waitFor()
}

/**
 * @param {Page} page @param {string} start @param {{days: number, minutes: number}} by
 * @param {{isLeft?: boolean}} [how] `isLeft`: with Escape, before it is dropped
 */
async function drag(page, start, { days, minutes }, { isLeft = false } = {}) {
  const button = page.locator(at(start))
  await button.evaluate((element) => element.scrollIntoView({ block: 'center' }))
  const box = await button.boundingBox()
  const column = await page.locator('.week-day').first().boundingBox()
  assert.ok(box && column)
  const [x, y] = [box.x + box.width / 2, box.y + 3]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 20, y + 20, { steps: 3 })
  await page.mouse.move(x + days * column.width, y, { steps: 5 })
  // Hours with short blocks are drawn longer, so it is carried on until it says where it is.
  const shown = page.locator('.week-ghost strong')
  const wanted = localTime(laterBy(start, minutes * 60_000))
  for (let down = 0; (await shown.textContent()) !== wanted; down += 4) {
    assert.ok(down < 600, `${wanted} is below`)
    await page.mouse.move(x + days * column.width, y + down)
  }
  if (isLeft) await page.keyboard.press('Escape')
  await page.mouse.up()
}

/** @param {Page} page @param {string} start @param {{date: string, time: string}} to */
async function moveByDialog(page, start, { date, time }) {
  await page.locator(at(start)).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Day').fill(date)
  await dialog.getByLabel('Time').fill(time)
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
}

/** @param {Page} page @param {string} path @param {object} fields @returns {Promise<any>} */
async function post(page, path, fields) {
  const response = await page.request.post(`/api/ai-agents/${path}`, {
    data: fields,
    headers: { 'X-Timezone': 'Europe/Berlin' },
  })
  assert.ok(response.ok(), `${path}: ${response.status()} ${await response.text()}`)
  return response.json()
}

/** @param {Page} page @param {string} id @returns {Promise<any>} */
async function planOf(page, id) {
  return (await page.request.get(`/api/ai-agents/study-plan/${id}`)).json()
}

/** Blocks of work, which are the learner's; breaks follow from them. @param {any} plan */
function work(plan) {
  return plan.schedule.blocks
    .filter((/** @type {Block} */ { kind }) => kind !== 'break')
    .map((/** @type {Block} */ { start, kind, concept }) => [Date.parse(start), kind, concept])
}

/** @param {string} to @param {Block} block @returns {(one: Block) => boolean} */
function isAt(to, block) {
  return (one) => Date.parse(one.start) === Date.parse(to) && one.concept === block.concept
}

/** @param {string} start */
function at(start) {
  return `.week-block[data-start="${Date.parse(start)}"]`
}

/** @param {string} iso @param {number} ms */
function laterBy(iso, ms) {
  return new Date(Date.parse(iso) + ms).toISOString()
}

/** @param {string} iso */
function localDate(iso) {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date(iso))
}

/** @param {string} iso */
function localTime(iso) {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Berlin',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(iso))
}

/** @param {string} iso */
function placeName(iso) {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', day: 'numeric', month: 'long' })
  return `${day.format(new Date(iso))}, ${localTime(iso)}`
}

/** From Monday. @param {string} iso */
function weekdayOf(iso) {
  return (new Date(`${localDate(iso)}T00:00:00Z`).getUTCDay() + 6) % 7
}

/** In the browser. */
function focusedStart() {
  return /** @type {any} */ (globalThis).document.activeElement?.dataset.start
}
