/**
 * What is kept of a run, and what is made of it: `results/<bench>.json`, and from all of those the plot and the tables
 * between two markers of the documentation. No number there is typed by hand.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { root } from './machine.js'
import { plot } from './plot.js'
import { tables } from './tables.js'

const RESULTS = fileURLToPath(new URL('results', import.meta.url))
export const PAGE = join(root, 'node', 'BRIDGE.md')
export const PLOT = join(RESULTS, 'bridge.svg')
const START = '<!-- measured: made by `npm run bench -- --write` -->'
const END = '<!-- /measured -->'

/** @typedef {{ machine: import('./machine.js').Machine, result: any }} Kept */

/** @param {string} name of the bench @param {Kept} kept */
export async function keepResult(name, kept) {
  await mkdir(RESULTS, { recursive: true })
  const text = JSON.stringify(kept, (_, value) => (typeof value === 'number' ? rounded(value) : value))
  await writeFile(fileOf(name), await formatted(text, 'json'))
}

/** Redraws the plot, and the tables where the page has the markers. */
export async function writeReport() {
  const all = await readResults()
  await writeFile(PLOT, plot(all))
  const page = await readFile(PAGE, 'utf8')
  if (!page.includes(START)) throw new Error(`no place for the tables: ${PAGE} lacks the line ${START}`)
  await writeFile(PAGE, await withTables(page, all))
}

/** @returns {Promise<Record<string, Kept>>} by the bench's name */
export async function readResults() {
  const names = Object.keys(tables).filter((name) => existsSync(fileOf(name)))
  const all = await Promise.all(
    names.map(async (name) => [name, JSON.parse(await readFile(fileOf(name), 'utf8'))]),
  )
  return Object.fromEntries(all)
}

/**
 * @param {string} page
 * @param {Record<string, Kept>} all
 * @returns {Promise<string>} the page with the tables of these results
 */
export function withTables(page, all) {
  const before = page.slice(0, page.indexOf(START) + START.length)
  const after = page.slice(page.indexOf(END))
  return formatted(`${before}\n\n${markdown(all)}\n\n${after}`, 'markdown')
}

/** @param {Record<string, Kept>} all */
function markdown(all) {
  return Object.entries(all)
    .map(([name, { machine, result }]) => {
      const where = `${machine.hardware}; ${machine.software}; ${machine.date}.`
      const sections = tables[name]?.(result) ?? []
      return [`\`npm run bench -- ${name}\` on ${where}`, ...sections.map(section)].join('\n\n')
    })
    .join('\n\n')
}

/** @param {import('./tables.js').Section} section */
function section({ title, note, rows }) {
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const [heads = [], ...body] = rows
  const rule = line(heads.map((_, place) => (place === 0 ? '---' : '---:')))
  return [`**${title}.** ${note}`, '', line(heads), rule, ...body.map(line)].join('\n')
}

/** @param {string} text @param {'json' | 'markdown'} parser */
const formatted = (text, parser) => format(text, { parser, printWidth: 110, semi: false, singleQuote: true })

/** @param {number} value four digits are more than a measurement holds */
const rounded = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(4)))

/** @param {string} name */
const fileOf = (name) => join(RESULTS, `${name}.json`)
