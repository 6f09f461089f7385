/**
 * What matters of the end of a stderr: not its last line, which may be anything, but the last thing that went wrong.
 */

/** Of a traceback: where it came to, not how it got there. */
const shownFrames = 3
/** Of an error's own text, and of what is neither traceback nor log. */
const shownLines = 4
const shownColumns = 300

/**
 * @param {string} stderr
 * @returns {string[]} a few lines, none if there is nothing to say
 */
export function lastSaid(stderr) {
  const { plain, errors } = read(stderr)
  const lines = tracebackIn(plain) ?? fatalErrorIn(plain) ?? errors.at(-1) ?? plain.slice(-shownLines)
  return lines.map((line) => (line.length > shownColumns ? `${line.slice(0, shownColumns)} …` : line))
}

/**
 * @param {string} stderr
 * @returns {{ plain: string[], errors: string[][] }} what is no log record, and what the records of level error say
 */
function read(stderr) {
  /** @type {string[]} */
  const plain = []
  /** @type {string[][]} */
  const errors = []
  for (const line of stderr.split(/\r?\n/)) {
    const record = line.startsWith('{') ? parse(line) : undefined
    if (!record) {
      if (line.trim() !== '') plain.push(line)
    } else if (record.level === 'error') errors.push(errorOf(record))
  }
  return { plain, errors }
}

/** @param {any} record */
function errorOf({ msg, trace }) {
  const stack = typeof trace === 'string' ? tracebackIn(trace.split('\n')) : undefined
  return stack ?? String(msg).split('\n').slice(0, shownLines)
}

/**
 * @param {string[]} lines
 * @returns {string[] | undefined} the last frames of the last traceback, and its error
 */
function tracebackIn(lines) {
  const start = lines.findLastIndex((line) => line.startsWith('Traceback (most recent call last):'))
  // A syntax error found in the first file has a frame and no such line.
  const first =
    start === -1 ? lines.findLastIndex((line) => /^ {2}File ".*", line \d+$/.test(line)) : start + 1
  if (first === -1) return undefined
  const length = lines.slice(first).findIndex((line) => !line.startsWith(' '))
  if (length === -1) return undefined
  // The import system's own frames tell nothing, and take the place of those that do.
  const frames = lines
    .slice(first, first + length)
    .filter((line) => !line.startsWith('  File "<frozen importlib'))
  const heads = frames.flatMap((line, n) => (line.startsWith('  File "') ? [n] : []))
  const error = lines.slice(first + length)
  const more = error.findIndex((line, n) => n > 0 && !line.startsWith(' '))
  return [
    ...frames.slice(heads.at(-shownFrames) ?? 0),
    ...(more === -1 ? error : error.slice(0, more)).slice(0, shownLines),
  ]
}

/**
 * @param {string[]} lines
 * @returns {string[] | undefined} what Python says when it cannot even begin, or has to end itself
 */
function fatalErrorIn(lines) {
  const start = lines.findLastIndex((line) => line.startsWith('Fatal Python error:'))
  return start === -1 ? undefined : lines.slice(start, start + 2 * shownLines)
}

/** @param {string} line */
function parse(line) {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
