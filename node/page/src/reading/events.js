/** Server-sent events over `fetch`, which, unlike `EventSource`, can say who asks. */

/** @typedef {{type: string, id: number | null, data: any}} SentEvent */

/**
 * @param {Response} response an answer of `text/event-stream`
 * @returns {AsyncGenerator<SentEvent, void, undefined>} ends when the answer does
 */
export async function* eventsOf(response) {
  if (response.body === null) return
  let rest = ''
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const texts = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = texts.pop() ?? ''
      for (const text of texts) {
        const event = parse(text)
        if (event) yield event
      }
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

/** @param {string} text the lines of one event @returns {SentEvent | null} null for a mere sign of life */
export function parse(text) {
  /** @type {Record<string, string>} */
  const fields = {}
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (name) fields[name] = value
  }
  if (fields.data === undefined) return null
  const id = fields.id === undefined ? null : Number(fields.id)
  return { type: fields.event ?? 'message', id, data: JSON.parse(fields.data) }
}
