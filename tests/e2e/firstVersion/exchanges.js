/**
 * One request of the first version sent to a server, and what of its answer is kept: status, the headers that clients go
 * by, and the body's shape (its values too, where they are the same each time).
 */
import { changes, either, misfits, shapeOf } from './shapes.js'

/**
 * @typedef {import('./shapes.js').Shape} Shape
 *
 * @typedef {object} Asked
 * @property {string} [method] GET
 * @property {string} path `{name}` in it stands for what an earlier answer said
 * @property {Record<string, string>} [headers]
 * @property {string | object} [body] an object is sent as JSON; `"{name}"` in it stands for the whole value
 * @property {number} [size] a body of so many letters
 * @property {{name: string, text: string, fields?: Record<string, string>}} [file] sent as multipart
 *
 * @typedef {object} Wanted
 * @property {string} what the request is for
 * @property {Asked} request
 * @property {Record<string, string>} [keep] name → path of a member (`items.0.item_id`), for requests after it
 * @property {true} [same] its values are the same each time
 * @property {number} [times] recorded so often: chance has a part in it
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {string} [code] of a problem
 * @property {Shape} [shape] of a JSON body
 * @property {any} [value] of a JSON body that is always the same
 * @property {string[]} [lines] first and last line of a text
 * @property {{first: string, last: string, shapes: Record<string, Shape>}} [events]
 */

const HEADERS = Object.freeze([
  ...['content-type', 'location', 'content-location', 'retry-after', 'allow', 'cache-control'],
  ...['content-disposition', 'www-authenticate'],
])
/** Members whose values differ from one run to the next; so do those that end in `_at` or `_id`. */
const VOLATILE = new Set(['ms', 'request_id', 'instance', 'versions'])
const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|doc-[0-9a-z]+/g

/**
 * @param {string} origin
 * @param {Wanted} wanted
 * @param {Map<string, any>} kept what earlier answers said; gets what this one says
 * @returns {Promise<{answer: Answer, body: any}>} `body`: its JSON, the last event's where it is a stream, or its text
 */
export async function exchange(origin, { request, keep = {}, same }, kept) {
  const { method = 'GET', path, headers = {} } = request
  const response = await fetch(origin + fill(path, kept), {
    method,
    headers,
    body: bodyOf(request, kept),
    redirect: 'manual',
  })
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  const events = type === 'text/event-stream' ? eventsOf(text) : null
  const body = events ? events.at(-1)?.data : type.includes('json') && text !== '' ? JSON.parse(text) : text
  for (const [name, at] of Object.entries(keep)) kept.set(name, memberOf(body, at))
  /** @type {Answer} */
  const answer = { status: response.status, headers: headersOf(response) }
  if (type.includes('problem')) answer.code = body.code
  if (events) answer.events = shapesOf(events)
  else if (typeof body !== 'string')
    Object.assign(answer, same ? { value: steady(body) } : { shape: shapeOf(body) })
  else if (text !== '')
    answer.lines = [`${text.split(/\r?\n/)[0]}`, `${text.trimEnd().split(/\r?\n/).at(-1)}`]
  return { answer, body }
}

/**
 * @param {Answer} was
 * @param {Answer} is
 * @param {any} body
 * @returns {string[]} how the later answer breaks what clients of the first version go by
 */
export function breaks(was, is, body) {
  const wrong = was.status === is.status ? [] : [`status: was ${was.status}, is ${is.status}`]
  if (was.code !== is.code) wrong.push(`code: was ${was.code}, is ${is.code}`)
  for (const [name, value] of Object.entries(was.headers)) {
    // More methods may be allowed than were.
    const fits =
      name === 'allow'
        ? value.split(', ').every((one) => is.headers[name]?.includes(one))
        : is.headers[name] === value
    if (!fits) wrong.push(`${name}: was ${value}, is ${is.headers[name]}`)
  }
  if (was.shape !== undefined) wrong.push(...misfits(was.shape, body))
  if (was.value !== undefined) wrong.push(...changes(was.value, steady(body)))
  if (was.events) wrong.push(...eventBreaks(was.events, is.events))
  if (was.lines && was.lines.join() !== is.lines?.join()) wrong.push(`text: was ${was.lines}, is ${is.lines}`)
  return wrong
}

/** @param {NonNullable<Answer['events']>} was @param {Answer['events']} is */
function eventBreaks(was, is) {
  if (!is) return ['events: none']
  const wrong = was.first === is.first && was.last === is.last ? [] : [`events: ${is.first} … ${is.last}`]
  for (const [name, shape] of Object.entries(was.shapes)) {
    const now = is.shapes[name]
    if (now === undefined) wrong.push(`event ${name}: is missing`)
    else wrong.push(...narrower(shape, now, name))
  }
  return wrong
}

/** Where a shape of now is none of those of then. @param {Shape} was @param {Shape} now @param {string} at @returns {string[]} */
function narrower(was, now, at) {
  if (was === 'anything' || JSON.stringify(was) === JSON.stringify(now)) return []
  if (typeof was === 'string' && typeof now === 'string') {
    return now.split('|').every((kind) => was.split('|').includes(kind))
      ? []
      : [`${at}: was ${was}, is ${now}`]
  }
  if (Array.isArray(was) && Array.isArray(now)) {
    return was[0] === undefined || now[0] === undefined ? [] : narrower(was[0], now[0], `${at}[]`)
  }
  if (typeof was === 'string' || typeof now === 'string' || Array.isArray(was) || Array.isArray(now)) {
    return [`${at}: is of another kind`]
  }
  return Object.entries(was).flatMap(([name, shape]) => {
    const plain = name.replace(/\?$/, '')
    const inner = now[plain] ?? (name.endsWith('?') ? now[name] : undefined)
    if (inner !== undefined) return narrower(shape, inner, `${at}.${plain}`)
    return name.endsWith('?') ? [] : [`${at}.${plain}: is missing`]
  })
}

/** @param {Asked} request @param {Map<string, any>} kept @returns {string | FormData | undefined} */
function bodyOf({ body, file, size }, kept) {
  if (size !== undefined) return 'x'.repeat(size)
  if (file) {
    const form = new FormData()
    for (const [name, value] of Object.entries(file.fields ?? {})) form.set(name, value)
    form.set('file', new Blob([file.text]), file.name)
    return form
  }
  if (body === undefined || typeof body === 'string') return body
  return JSON.stringify(body, (_name, value) => {
    const [, name] = (typeof value === 'string' && /^\{(\w+)\}$/.exec(value)) || []
    return name === undefined ? value : kept.get(name)
  })
}

/** @param {string} path @param {Map<string, any>} kept */
function fill(path, kept) {
  return path.replace(/\{(\w+)\}/g, (_all, name) => `${kept.get(name)}`)
}

/** @param {any} body @param {string} at */
function memberOf(body, at) {
  return at === '' ? body : at.split('.').reduce((value, name) => value?.[name], body)
}

/** @param {Response} response */
function headersOf({ headers }) {
  return Object.fromEntries(
    HEADERS.flatMap((name) => {
      const value = headers.get(name)
      return value === null ? [] : [[name, value.replace(ID, '{id}').replace(/boundary=.*/, '')]]
    }),
  )
}

/** Without what is another each time. @param {any} value @returns {any} */
function steady(value) {
  if (Array.isArray(value)) return value.map(steady)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !VOLATILE.has(name) && !/_(at|id)$/.test(name))
      .map(([name, inner]) => [name, steady(inner)]),
  )
}

/** @param {string} text @returns {{name: string, data: any}[]} */
function eventsOf(text) {
  return text.split('\n\n').flatMap((block) => {
    const [, event] = /^event: (.*)$/m.exec(block) ?? []
    const [, data] = /^data: (.*)$/m.exec(block) ?? []
    if (event === undefined || data === undefined) return []
    const parsed = JSON.parse(data)
    return [{ name: typeof parsed?.type === 'string' ? `${event} ${parsed.type}` : event, data: parsed }]
  })
}

/** @param {{name: string, data: any}[]} events */
function shapesOf(events) {
  /** @type {Record<string, Shape>} */
  const shapes = {}
  for (const { name, data } of events) {
    const known = shapes[name]
    shapes[name] = known === undefined ? shapeOf(data) : either(known, shapeOf(data))
  }
  return { first: `${events[0]?.name}`, last: `${events.at(-1)?.name}`, shapes }
}
