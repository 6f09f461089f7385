/** What `npm run bench` is asked for: read from its arguments, or refused in one line with the usage below it. */
import { parseArgs } from 'node:util'

/** Told to who asked, without a trace. */
export class Misasked extends Error {
  /** @override */
  name = 'Misasked'
}

/** @param {readonly string[]} known names of benches */
export function usage(known) {
  return `npm run bench -- [options] [bench …]

Without a name every bench is run, one after the other; some take minutes.

Benches: ${known.join(' ')}
         report: with --write, redraws what is made of the kept results

Options: --short         fewer and shorter rounds
         --only a,b      of the peers
         --budget-s 600  for the calls of the soak
         --write         keep the results under tests/bench/results, and redraw the plot and the tables
         --help          this`
}

/**
 * @param {string[]} args
 * @param {readonly string[]} known names of benches
 * @returns {{isHelp: boolean, names: string[], isReported: boolean, isWriting: boolean,
 *   options: {isShort: boolean, only: string[], budgetMs: number}}}
 * @throws {Misasked}
 */
export function choose(args, known) {
  const { values, positionals } = parsed(args)
  const isReported = positionals.includes('report')
  const asked = positionals.filter((name) => name !== 'report')
  const unknown = asked.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Misasked(`${unknown.join(' ')}: no such bench`)
  const budgetMs = Number(values['budget-s']) * 1000
  if (!(budgetMs > 0)) throw new Misasked(`--budget-s: expected seconds, got ${values['budget-s']}`)
  return {
    isHelp: values.help,
    names: asked.length > 0 || isReported ? asked : [...known],
    isReported,
    isWriting: values.write,
    options: { isShort: values.short, only: values.only.split(',').filter(Boolean), budgetMs },
  }
}

/** @param {string[]} args */
function parsed(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        short: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        'budget-s': { type: 'string', default: '600' },
      },
    })
  } catch (error) {
    // Node's own words: what is unknown, or lacks its value.
    const [line = ''] = /** @type {Error} */ (error).message.split('. ')
    throw new Misasked(line)
  }
}
