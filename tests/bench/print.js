/** Results on the terminal. */
import { table } from './figures.js'
import { tables } from './tables.js'

/** @param {string} name of the bench @param {object} result */
export function print(name, result) {
  for (const { title, note, rows } of tables[name]?.(result) ?? []) {
    console.log([`\n${title}`, ...(note ? [note] : []), table(rows)].join('\n'))
  }
}
