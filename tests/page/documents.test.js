/** Documents in a real browser: added, asked, read where it stands, deleted. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { makePdf } from '../e2e/pdf.js'
import { dataFolder, lastFirst, startServer } from '../e2e/server.js'
import { assertAccessible, openBrowser, openPage, withoutBrowser } from './browser.js'

const QUOTE = 'Diffusion is the movement of particles from high to low concentration.'
const PDF = makePdf([
  [
    '1 Osmosis',
    '',
    'Osmosis is the movement of water through a membrane.',
    'The membrane holds back the salt.',
  ],
  ['2 Diffusion', '', QUOTE, 'It needs no energy from the cell.'],
])
const PYTHON = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url))
const LOCK = `import io, sys, pypdf
writer = pypdf.PdfWriter(clone_from=io.BytesIO(sys.stdin.buffer.read()))
writer.encrypt(sys.argv[1], algorithm='AES-256')
out = io.BytesIO()
writer.write(out)
sys.stdout.buffer.write(out.getvalue())`

const cleaning = lastFirst(after)

/** @typedef {import('playwright-core').Page} Page */

describe('documents on the page', { skip: withoutBrowser }, () => {
  /** @type {import('../e2e/server.js').Server} */
  let server
  /** @type {import('playwright-core').Browser} */
  let browser

  before(async () => {
    server = await startServer(cleaning, await dataFolder(cleaning))
    browser = await openBrowser(cleaning)
  })

  for (const width of /** @type {const} */ (['wide', 'phone']))
    test(`an answer opens the page that it stands on, with the quote marked, ${width}`, async () => {
      const { page, troubles } = await openPage(browser, { url: server.url, width, theme: 'dark' })
      await page.goto('/documents')
      await page.getByText('Nothing of yours yet').waitFor()
      await assertAccessible(page, `no documents, ${width}`)
      await add(page, 'cells.pdf', PDF)
      await page.getByText('2 of 2 pages can be asked.').waitFor()
      await page.getByRole('link', { name: /^cells/ }).waitFor()

      await ask(page, 'Ask your documents', 'What is diffusion?')
      await page.locator('.answer').getByText(QUOTE).waitFor()
      await assertAccessible(page, `an answer, ${width}`)
      await page.getByRole('link', { name: /^cells, p\. 2/ }).click()
      const mark = page.locator('mark')
      await mark.waitFor()
      assert.equal((await mark.innerText()).replaceAll('\n', ' '), QUOTE)
      await page.getByRole('heading', { name: 'Page 2 of 2' }).waitFor()
      const box = await mark.boundingBox()
      const height = page.viewportSize()?.height ?? 0
      assert.ok(box && box.y >= 0 && box.y < height, 'the quote is in view')
      // What was asked stays beside it.
      await page.locator('.answer').getByText(QUOTE).waitFor()
      await assertAccessible(page, `a page with a quote, ${width}`)
      assert.deepEqual(troubles, [])
    })

  test('what is not in the material is said to be not there', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await page.goto('/documents')
    await add(page, 'cells.pdf', PDF)
    await page.getByRole('link', { name: 'Open it' }).click()
    await ask(page, 'Ask this document', 'Who was the first emperor of Rome?')
    await page.getByRole('heading', { name: 'This is not in your material' }).waitFor()
  })

  test('a document is summarised, and its cards are saved as a file', async () => {
    const { page, troubles } = await openPage(browser, { url: server.url })
    await page.goto('/documents')
    await add(page, 'cells.pdf', PDF)
    await page.getByRole('link', { name: 'Open it' }).click()
    await page.getByRole('heading', { name: 'Summary' }).click()
    await page.locator('.sentences').getByText('Osmosis is the movement').waitFor()
    await page.getByRole('heading', { name: 'Its terms' }).click()
    await page.locator('dt', { hasText: /diffusion/i }).waitFor()
    await assertAccessible(page, 'a document, unfolded')
    await page.getByRole('heading', { name: 'Cards to learn with' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the cards' }).click(),
    ])
    assert.match(file.suggestedFilename(), /anki/)
    assert.equal(
      await page.getByRole('link', { name: 'Make a plan from it' }).getAttribute('href'),
      `/new?document=${new URL(page.url()).pathname.split('/').at(-1)}`,
    )
    assert.deepEqual(troubles, [])
  })

  test('a quiz on a document is graded, each answer with what was expected', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await page.goto('/documents')
    await add(page, 'cells.pdf', PDF)
    await page.getByRole('link', { name: 'Open it' }).click()
    await page.getByRole('heading', { name: 'Quiz yourself' }).click()
    await page.getByRole('button', { name: 'Make a quiz' }).click()
    const written = page.locator('.unfold input:not([type="radio"])')
    const chosen = page.locator('.question')
    await written.or(chosen).first().waitFor()
    for (const field of await written.all()) await field.fill('something else')
    for (const question of await chosen.all()) await question.getByRole('radio').first().check()
    await page.getByRole('button', { name: 'See how it went' }).click()
    await page.locator('.graded li').first().waitFor()
    await assertAccessible(page, 'a graded quiz')
  })

  test('several files go one after the other, and what cannot be read says why', async () => {
    const { page } = await openPage(browser, { url: server.url, width: 'phone' })
    await page.goto('/documents')
    await page.getByLabel('Files to add').setInputFiles([
      { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('x') },
      { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no PDF') },
      {
        name: 'notes.md',
        mimeType: 'text/markdown',
        buffer: Buffer.from('# Cells\n\nA cell is a small room.\n'),
      },
    ])
    await page.getByText('Only PDF, plain text and Markdown can be read.').waitFor()
    await page.getByText('It is called a PDF, but it is none').waitFor()
    await page.getByText('1 of 1 page').waitFor()
    await assertAccessible(page, 'files that were refused')
  })

  test('a locked file asks for its password', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await page.goto('/documents')
    await add(page, 'locked.pdf', lock(PDF, 'open sesame'))
    await page.getByLabel('Password of locked.pdf', { exact: true }).fill('open barley')
    await unlock(page)
    await page.getByText('This is not its password.').waitFor()
    await page.getByLabel('Password of locked.pdf', { exact: true }).fill('open sesame')
    await assertAccessible(page, 'a locked file')
    await unlock(page)
    await page.getByText('2 of 2 pages can be asked.').waitFor()
  })

  test('a document is deleted after a question, and its address says that it is gone', async () => {
    const { page } = await openPage(browser, { url: server.url })
    await page.goto('/documents')
    await add(page, 'cells.pdf', PDF)
    await page.getByRole('link', { name: 'Open it' }).click()
    await page.getByRole('heading', { name: 'cells', exact: true }).waitFor()
    const address = page.url()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete “cells”?' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await dialog.getByRole('button', { name: 'Delete it' }).click()
    await page.getByText('Nothing of yours yet').waitFor()
    await page.goto(address)
    await page.getByText('This document is not here').waitFor()
  })
})

/** @param {Page} page @param {string} name @param {Buffer} buffer */
async function add(page, name, buffer) {
  await page.getByLabel('Files to add').setInputFiles([{ name, mimeType: 'application/pdf', buffer }])
}

/** @param {Page} page @param {string} label @param {string} question */
async function ask(page, label, question) {
  await page.getByLabel(label).fill(question)
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
}

/** @param {Page} page */
async function unlock(page) {
  await page.locator('.upload').getByRole('button', { name: 'Open it' }).click()
}

/** @param {Buffer} pdf @param {string} password @returns {Buffer} */
function lock(pdf, password) {
  return execFileSync(PYTHON, ['-c', LOCK, password], { input: pdf, timeout: 20_000 })
}
