/** Reads Prometheus's text format (0.0.4) by its rules and throws at the first line that breaks one. */

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"'
const sampleLine = new RegExp(`^(${name})(?:\\{(${label}(?:,${label})*)\\})? (\\S+)$`)
const commentLine = new RegExp(`^# (HELP|TYPE) (${name}) (.+)$`)
const types = ['counter', 'gauge', 'histogram', 'summary', 'untyped']

/**
 * @param {string} text
 * @returns {{ families: Map<string, { type: string, help: string }>,
 *   valueOf: (name: string, labels?: Record<string, string>) => number }}
 */
export function readExposition(text) {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  /** @type {Map<string, { type: string, help: string }>} */
  const families = new Map()
  /** @type {Map<string, number>} */
  const samples = new Map()
  let current = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = commentLine.exec(line)
    if (comment) current = readComment(families, comment)
    else readSample(line, families.get(current)?.type ?? '', current, samples)
  }
  const valueOf = (/** @type {string} */ sample, /** @type {Record<string, string>} */ labels = {}) => {
    const value = samples.get(keyOf(sample, labels))
    if (value === undefined) throw new Error(`no sample ${sample} with ${JSON.stringify(labels)}`)
    return value
  }
  return { families, valueOf }
}

/** @param {Map<string, { type: string, help: string }>} families @param {RegExpExecArray} comment */
function readComment(families, [, kind = '', family = '', rest = '']) {
  const known = families.get(family)
  if (kind === 'HELP') {
    if (known) throw new Error(`HELP of ${family} comes twice`)
    families.set(family, { help: rest, type: '' })
  } else {
    if (!known || known.type) throw new Error(`TYPE of ${family} comes twice, or before its HELP`)
    if (!types.includes(rest)) throw new Error(`${rest} is no type`)
    known.type = rest
  }
  return family
}

/** @param {string} line @param {string} type @param {string} family @param {Map<string, number>} samples */
function readSample(line, type, family, samples) {
  const [, sample = '', inBraces = '', value = ''] = sampleLine.exec(line) ?? fail(`no sample: ${line}`)
  const suffixes = type === 'summary' ? ['', '_sum', '_count'] : ['']
  if (!suffixes.some((suffix) => sample === family + suffix)) fail(`${sample} is not of the family ${family}`)
  const labels = Object.fromEntries(
    [...inBraces.matchAll(new RegExp(label, 'g'))].map(([pair]) => readLabel(pair)),
  )
  if (type === 'summary' && sample === family && !('quantile' in labels)) fail(`no quantile: ${line}`)
  if (type === 'counter' && !family.endsWith('_total')) fail(`a counter ends in _total: ${line}`)
  if (!Number.isFinite(Number(value))) fail(`no number: ${line}`)
  const key = keyOf(sample, labels)
  if (samples.has(key)) fail(`comes twice: ${line}`)
  samples.set(key, Number(value))
}

/** @param {string} pair @returns {[string, string]} */
function readLabel(pair) {
  const equals = pair.indexOf('=')
  const value = pair.slice(equals + 2, -1).replace(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter))
  return [pair.slice(0, equals), value]
}

/** @param {string} sample @param {Record<string, string>} labels */
function keyOf(sample, labels) {
  return JSON.stringify([sample, Object.entries(labels).sort()])
}

/** @param {string} message @returns {never} */
function fail(message) {
  throw new Error(message)
}
