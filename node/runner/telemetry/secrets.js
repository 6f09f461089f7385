/**
 * Takes secrets out of text before it is kept: JSON, whole or cut off in the middle, and plain log lines. Works on the
 * text itself, so that what was malformed stays as malformed as it was.
 *
 * Masked are the values of keys that name a secret, at any depth; `key: value` and `key=value` of such a key in running
 * text; bearer tokens, passwords in URLs, and e-mail addresses anywhere. What a person wrote in their own words is not
 * known to be a secret.
 */

export const masked = '[masked]'

const words = 'passw(?:or)?d|passphrase|secret|token|authorization|api[-_]?key|access[-_]?key|private[-_]?key'
const more = 'credentials?|cookie|session[-_]?id|e[-_]?mail|phone'
const secretKey = new RegExp(`${words}|${more}`, 'i')
/** Counts are called so too: `max_tokens`. */
const harmlessKey = /tokens$/i
const jsonString = /"((?:[^"\\]|\\.)*)(?:"(\s*:\s*)?|$)/gs
const plainValue = /[^,}\]\s]*/y

const pairs = new RegExp(`((?:${words}|${more})\\\\?["']?\\s*[=:]\\s*\\\\?["']?)([^\\s"'\\\\,;&}\\]]+)`, 'gi')
const bearer = /\b(bearer|basic)(\s+)[\w.~+/=-]{8,}/gi
const urlPassword = /(:\/\/)[^\s/:@"]*:[^\s/@"]*@/g
/** Begun at the beginning of a word only: a long one is not searched again from each of its letters. */
const address = /(?<![\w.+-])[\w.+-]+@[\w.-]+/g

/**
 * @param {string} text a JSON text, or the beginning of one
 * @returns {string} the same with every secret replaced; JSON if it was JSON
 */
export function maskJson(text) {
  let result = ''
  let done = 0
  jsonString.lastIndex = 0
  for (let found = jsonString.exec(text); found !== null; found = jsonString.exec(text)) {
    const [whole, key = '', colon] = found
    if (colon !== undefined && isSecret(key)) {
      const start = found.index + whole.length
      result += `${maskText(text.slice(done, start))}"${masked}"`
      done = endOfValue(text, start)
      jsonString.lastIndex = done
    }
    // An end without a quote is the end of the text.
    if (jsonString.lastIndex >= text.length) break
  }
  return result + maskText(text.slice(done))
}

/** @param {string} text lines of a log */
export function maskText(text) {
  return text
    .replace(bearer, `$1$2${masked}`)
    .replace(urlPassword, `$1${masked}@`)
    .replace(pairs, (whole, lead, value) => (masked.startsWith(value) ? whole : lead + masked))
    .replace(address, masked)
}

/** @param {string} key */
function isSecret(key) {
  return secretKey.test(key) && !harmlessKey.test(key)
}

/**
 * @param {string} text
 * @param {number} start of a value
 * @returns {number} just past it, or the end of a text that is cut off before
 */
function endOfValue(text, start) {
  const first = text[start]
  if (first === '"') return endOfString(text, start)
  if (first === '{' || first === '[') return endOfNest(text, start)
  plainValue.lastIndex = start
  plainValue.test(text)
  return plainValue.lastIndex
}

/** @param {string} text @param {number} start */
function endOfString(text, start) {
  for (let place = start + 1; place < text.length; place += 1) {
    if (text[place] === '\\') place += 1
    else if (text[place] === '"') return place + 1
  }
  return text.length
}

/** @param {string} text @param {number} start */
function endOfNest(text, start) {
  let depth = 0
  for (let place = start; place < text.length; place += 1) {
    const letter = text[place]
    if (letter === '"') place = endOfString(text, place) - 1
    else if (letter === '{' || letter === '[') depth += 1
    else if ((letter === '}' || letter === ']') && --depth === 0) return place + 1
  }
  return text.length
}
