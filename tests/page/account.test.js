/** Coming in, what is known of one, settings, and the way out, in a real browser. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { dataFolder, lastFirst, startServer } from '../e2e/server.js'
import { assertAccessible, openBrowser, openPage, withoutBrowser } from './browser.js'

const PASSWORD = 'seven green lamps at noon'

const cleaning = lastFirst(after)

/** @typedef {import('playwright-core').Page} Page */

describe('accounts on the page', { skip: withoutBrowser }, () => {
  /** @type {import('../e2e/server.js').Server} */
  let server
  /** @type {import('playwright-core').Browser} */
  let browser

  before(async () => {
    server = await startServer(cleaning, await dataFolder(cleaning), { RATE_LIMIT_REGISTRATIONS: '0' })
    browser = await openBrowser(cleaning)
  })

  test('what a guest did goes along into a new account, and is there after coming in again', async () => {
    const { page, troubles } = await openPage(browser, { url: server.url })
    await page.goto('/you')
    await say(page, 'Level', 'advanced')
    await signUp(page, 'ada@example.org')
    await page.goto('/you')
    await known(page, 'Level').getByText('Advanced', { exact: true }).waitFor()

    await signOut(page)
    await page.goto('/you')
    await known(page, 'Level').getByText('Not known').waitFor()

    await signIn(page, 'ada@example.org', PASSWORD)
    await page.getByRole('link', { name: 'Ada' }).waitFor()
    await page.goto('/you')
    await known(page, 'Level').getByText('Advanced', { exact: true }).waitFor()
    assert.deepEqual(troubles, [])
  })

  test('a guest’s page asks once who is signed in, and a member’s each time', async () => {
    const { page } = await openPage(browser, { url: server.url })
    let asked = 0
    page.on('request', (request) => void (asked += Number(request.url().endsWith('/api/auth/refresh'))))
    await page.goto('/you')
    await known(page, 'Level').waitFor()
    assert.equal(asked, 1)
    await page.reload()
    await known(page, 'Level').waitFor()
    assert.equal(asked, 1)

    await signUp(page, 'joan@example.org')
    await page.reload()
    await page.getByRole('link', { name: 'Ada' }).waitFor()
    assert.equal(asked, 2)
  })

  test('a wrong password and an unknown email are refused in the same words', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await signUp(page, 'grace@example.org')
    await signOut(page)
    await signIn(page, 'grace@example.org', 'quite another one')
    const refusal = await page.locator('main').getByRole('alert').innerText()
    await page.reload()
    await signIn(page, 'nobody@example.org', 'quite another one')
    assert.equal(await page.locator('main').getByRole('alert').innerText(), refusal)
    assert.equal(refusal, 'The email or the password is not right.')
  })

  test('each field says what is wrong with it, and the first of them is focused', async () => {
    const { page } = await openPage(browser, { url: server.url, width: 'phone' })
    await page.goto('/sign-up')
    await page.getByRole('button', { name: 'Make my account' }).click()
    await page.getByText('Say how you want to be called.').waitFor()
    await page.getByText('Choose a password.').waitFor()
    const focused = page.getByLabel('Name').and(page.locator(':focus'))
    await focused.waitFor()
    await assertAccessible(page, 'signing up with nothing filled in')

    await page.getByLabel('Name').fill('Ada')
    await fillIn(page, { email: 'linus@example.org', password: 'short' })
    const field = page.getByLabel('Password', { exact: true })
    await page.getByText('Choose 10 to 128 characters.').waitFor()
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
    assert.equal(await field.getAttribute('autocomplete'), 'new-password')

    await page.getByRole('button', { name: 'Show the password' }).click()
    assert.equal(await field.getAttribute('type'), 'text')
  })

  test('the email of another account is refused at its field', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await signUp(page, 'twice@example.org')
    const { page: other } = await openPage(browser, { url: server.url })
    await other.goto('/sign-up')
    await other.getByLabel('Name').fill('Ada')
    await fillIn(other, { email: 'twice@example.org', password: PASSWORD })
    const email = other.getByLabel('Email')
    await email.and(other.locator('[aria-invalid]')).waitFor()
  })

  test('what is known can be changed, and deleted', async () => {
    const { page, troubles } = await openPage(browser, { url: server.url, width: 'phone' })
    await page.goto('/you')
    await say(page, 'Minutes a day', '45')
    await known(page, 'Minutes a day').getByText('45 min').waitFor()
    await assertAccessible(page, 'what is known, on a phone')
    await page.getByRole('button', { name: 'Delete: Minutes a day' }).click()
    await known(page, 'Minutes a day').getByText('Not known').waitFor()
    assert.deepEqual(troubles, [])
  })

  test('what a language model may see is nothing, until it is said', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await page.goto('/you')
    const box = page.getByRole('checkbox', { name: /Text of my documents/ })
    assert.equal(await box.isChecked(), false)
    await box.check()
    await page.getByText('A language model may be sent text of your documents').first().waitFor()
    await page.reload()
    await page.getByRole('checkbox', { name: /Text of my documents/, checked: true }).waitFor()
  })

  test('colours are kept, and there from the first paint', async () => {
    const { page } = await openPage(browser, { url: server.url, theme: 'light' })
    await page.goto('/settings')
    await page.getByRole('radio', { name: 'Dark' }).check()
    await assertAccessible(page, 'settings, in the dark')
    await page.reload()
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
    await page.getByRole('radio', { name: 'As the device' }).check()
    assert.equal(await page.locator('html').getAttribute('data-theme'), null)
  })

  test('times are kept, in the time zone that was chosen', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await page.goto('/settings')
    await page.getByLabel('Time zone').selectOption('Asia/Tokyo')
    await page.getByRole('checkbox', { name: 'A plan for the day, each day' }).check()
    await page.getByLabel("When the day's plan is made").fill('06:30')
    await page.getByRole('button', { name: 'Keep these times' }).click()
    await page.getByText('Your times are kept.').waitFor()
    await page.reload()
    assert.equal(await page.getByLabel('Time zone').inputValue(), 'Asia/Tokyo')
    assert.equal(await page.getByLabel("When the day's plan is made").inputValue(), '06:30')
  })

  test('another password is taken, and the one before no longer', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await signUp(page, 'change@example.org')
    await page.goto('/settings')
    await page.getByText('Change the password, and sign out').click()
    await page.getByLabel('Current password', { exact: true }).fill('not the one it is')
    await page.getByLabel('New password', { exact: true }).fill('eight blue lamps at night')
    await page.getByRole('button', { name: 'Change it' }).click()
    await page.getByText('This is not your current password.').waitFor()
    await page.getByLabel('Current password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Change it' }).click()
    await page.getByText('Your password is changed').waitFor()
    await signOut(page)
    await signIn(page, 'change@example.org', PASSWORD)
    await page.getByText('The email or the password is not right.').waitFor()
    await fillIn(page, { email: 'change@example.org', password: 'eight blue lamps at night' })
    await page.getByRole('link', { name: 'Ada' }).waitFor()
  })

  test('everything is saved as a file, and an account is deleted with all in it', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await signUp(page, 'leaving@example.org')
    await page.goto('/you')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save everything as a file' }).click(),
    ])
    assert.match(file.suggestedFilename(), /\.zip$/)
    const bytes = await readFile(await file.path())
    assert.equal(bytes.subarray(0, 2).toString(), 'PK')

    await page.getByRole('button', { name: 'Delete my account' }).click()
    const dialog = page.getByRole('dialog')
    const button = dialog.getByRole('button', { name: 'Delete it all' })
    await dialog.getByLabel('Your password', { exact: true }).fill('not the one it is')
    assert.equal(await button.isDisabled(), true)
    await dialog.getByLabel('Type “delete everything”').fill('delete everything')
    await assertAccessible(page, 'deleting an account')
    await button.click()
    await dialog.locator('.field-error, [role="alert"]').first().waitFor()
    await dialog.getByLabel('Your password', { exact: true }).fill(PASSWORD)
    await button.click()
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    await signIn(page, 'leaving@example.org', PASSWORD)
    await page.getByText('The email or the password is not right.').waitFor()
  })
})

/** @param {Page} page @param {string} email */
async function signUp(page, email) {
  await page.goto('/sign-up')
  await page.getByLabel('Name').fill('Ada')
  await fillIn(page, { email, password: PASSWORD })
  await page.getByRole('link', { name: 'Ada' }).waitFor()
}

/** @param {Page} page @param {string} email @param {string} password */
async function signIn(page, email, password) {
  await page.goto('/sign-in')
  await fillIn(page, { email, password })
}

/** @param {Page} page @param {{email: string, password: string}} fields */
async function fillIn(page, { email, password }) {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: /^(Sign in|Make my account)$/ }).click()
}

/** @param {Page} page */
async function signOut(page) {
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in' }).first().waitFor()
}

/** @param {Page} page @param {string} field @param {string} value */
async function say(page, field, value) {
  await page.getByRole('button', { name: `Change: ${field}` }).click()
  const control = page.getByLabel(field, { exact: true })
  if ((await control.evaluate((element) => element.tagName)) === 'SELECT') await control.selectOption(value)
  else await control.fill(value)
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.getByRole('button', { name: `Delete: ${field}` }).waitFor()
}

/** @param {Page} page @param {string} field */
function known(page, field) {
  return page
    .locator('.known')
    .filter({ has: page.getByRole('heading', { name: field, exact: true }) })
    .locator('.known-value')
}
