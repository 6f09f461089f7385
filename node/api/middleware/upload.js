/**
 * Takes one file and a few words about it from a multipart body. The file goes to disk as it comes and is never held in
 * memory; its name is only ever a name. The one door to multer.
 */
import multer from 'multer'
import { invalidParams, Problem } from '../problem.js'
import { refuseUnspeakable } from './body.js'

/** @typedef {import('../services/uploads.js').Upload} Upload */
/** @typedef {{name: string, fields: Record<string, unknown>}} Received */

const FIELD = 'file'
const ASK = 'curl -F file=@notes.pdf'
const EXPECTED = 'a PDF, plain text or Markdown file'
const EXTENSIONS = /\.(pdf|txt|text|md|markdown|mdown|mkd)$/i
const TYPES = /^(application\/pdf|application\/x-pdf|text\/(plain|markdown|x-markdown))$/i
/** The parts around the file: boundaries, headers, fields. */
const AROUND_BYTES = 64 * 1024
const NAME_CHARACTERS = 200
/** No data for so long: the client is gone, though nobody says so. */
const STALL_MS = 30_000

/**
 * @param {import('express').Request} request
 * @param {import('express').Response} response
 * @param {Upload} upload where it goes
 * @param {{maxBytes: number, fields: readonly string[], stallMs?: number}} allowed `fields` beside the file
 * @returns {Promise<Received>}
 * @throws {Problem} 400, 413, 415
 */
export async function receiveFile(request, response, upload, { maxBytes, fields, stallMs = STALL_MS }) {
  if (!request.is('multipart/form-data')) {
    throw new Problem(415, 'invalid_request', `Send the file as multipart/form-data: ${ASK}`)
  }
  const lengthBytes = Number(request.get('content-length') ?? 0)
  if (lengthBytes > maxBytes + AROUND_BYTES) throw tooLarge(maxBytes, `${lengthBytes} bytes`)
  request.setTimeout(stallMs, () => void request.destroy())
  try {
    await parse(request, response, makeParser(upload, maxBytes, fields.length))
  } catch (error) {
    throw toProblem(error, maxBytes)
  } finally {
    request.setTimeout(0)
  }
  const given = /** @type {Record<string, unknown>} */ ({ ...request.body })
  if (!request.file) {
    const got = FIELD in given ? 'text' : 'nothing'
    throw invalidParams([{ field: FIELD, expected: `a file (${ASK})`, got }])
  }
  const unknown = Object.keys(given).filter((name) => !fields.includes(name))
  if (unknown.length > 0) {
    const expected = `one of ${[FIELD, ...fields].join(', ')}`
    throw invalidParams(unknown.map((field) => ({ field, expected, got: 'unknown field' })))
  }
  refuseUnspeakable(given)
  return { name: plainName(request.file.originalname), fields: given }
}

/** @param {Upload} upload @param {number} maxBytes @param {number} fieldCount */
function makeParser(upload, maxBytes, fieldCount) {
  /** @type {multer.StorageEngine} */
  const storage = {
    _handleFile: (_request, file, done) => void upload.write(file.stream).then(() => done(null, {}), done),
    // It goes with its upload, whatever happens.
    _removeFile: (_request, _file, done) => done(null),
  }
  /** @type {multer.Options['fileFilter']} */
  const fileFilter = (_request, file, done) => {
    const name = plainName(file.originalname)
    if (isKnown(name, file.mimetype)) return done(null, true)
    const error = { field: FIELD, expected: EXPECTED, got: `${name} (${file.mimetype})` }
    done(
      new Problem(415, 'invalid_params', `${FIELD}: expected ${error.expected}, got ${error.got}`, {
        errors: [error],
      }),
    )
  }
  const limits = {
    ...{ fileSize: maxBytes, files: 1, fields: fieldCount + 2, parts: fieldCount + 3 },
    ...{ fieldSize: 10_000, fieldNameSize: 100, headerPairs: 20, fieldNestingDepth: 0 },
  }
  return multer({ storage, fileFilter, limits, defParamCharset: 'utf8' }).single(FIELD)
}

/** What is in it the agents say; this is so that a video is refused at its first byte. @param {string} name @param {string} type */
function isKnown(name, type) {
  return EXTENSIONS.test(name) || TYPES.test(type) || !/\.\w{1,8}$/.test(name)
}

/**
 * @param {import('express').Request} request
 * @param {import('express').Response} response
 * @param {import('express').RequestHandler} parser
 */
function parse(request, response, parser) {
  return new Promise((resolve, reject) => {
    parser(request, response, (/** @type {unknown} */ error) => (error ? reject(error) : resolve(undefined)))
  })
}

/** @param {any} error @param {number} maxBytes */
function toProblem(error, maxBytes) {
  if (error instanceof Problem) return error
  if (error instanceof multer.MulterError) {
    if (error.code === 'LIMIT_FILE_SIZE') return tooLarge(maxBytes, 'more')
    return invalidParams([fieldErrorOf(error)])
  }
  // The disk's, and whatever else has nothing to do with what was sent.
  if (error?.syscall !== undefined) return error
  return new Problem(400, 'parse_error', `The multipart body is broken: ${error?.message}. Send it as ${ASK}`)
}

/** @param {multer.MulterError} error @returns {import('../problem.js').FieldError} */
function fieldErrorOf({ code, field, message }) {
  switch (code) {
    case 'LIMIT_UNEXPECTED_FILE':
      return field === FIELD
        ? { field, expected: 'one file', got: 'more' }
        : { field: `${field}`, expected: `the file under the name ${FIELD}`, got: 'a file of another name' }
    case 'LIMIT_FILE_COUNT':
      return { field: FIELD, expected: 'one file', got: 'more' }
    case 'LIMIT_FIELD_VALUE':
      return { field: `${field}`, expected: 'at most 10000 bytes', got: 'more' }
    default:
      return {
        field: field ?? 'body',
        expected: `one file and few fields (${ASK})`,
        got: message.toLowerCase(),
      }
  }
}

/** @param {number} maxBytes @param {string} got */
function tooLarge(maxBytes, got) {
  const error = { field: FIELD, expected: `at most ${maxBytes} bytes`, got }
  return new Problem(413, 'frame_too_large', `The file is larger than ${maxBytes} bytes.`, {
    errors: [error],
  })
}

/**
 * The last part of a path of any system, without what cannot be seen.
 * @param {string} given
 */
export function plainName(given) {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const seen = last.replace(/\p{C}/gu, '').replace(/\s+/g, ' ').trim()
  if (/^\.*$/.test(seen)) return 'document'
  const [, stem = seen, extension = ''] = /^(.*?)(\.\w{1,8})?$/u.exec(seen) ?? []
  return [...stem].slice(0, NAME_CHARACTERS).join('') + extension
}
