/** What several descriptions refer to: the problem document, headers, and how a caller is known. */

const text = { type: 'string' }
const TIMEZONES = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

/** @type {Record<string, object>} */
export const SCHEMAS = {
  Problem: {
    description: 'RFC 9457. `code` is stable, and stands in schemas/error-codes.json.',
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'code'],
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: { ...text, description: 'What was expected, and what came' },
      code: text,
      errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } },
      instance: text,
      request_id: text,
    },
  },
  FieldError: {
    type: 'object',
    required: ['field', 'expected', 'got'],
    properties: { field: { ...text, examples: ['count'] }, expected: text, got: text, message: text },
  },
  Timezone: { description: 'An IANA time zone', ...text, enum: TIMEZONES, examples: ['Europe/Berlin'] },
  ServerEvent: {
    description:
      'One of the server-sent events. First `run` with `{run_id, href}` and no number; then `progress`, numbered from 1 ' +
      'by `id`, and `gap` where some are not kept any more; last `result` with the answer, or `error` with a problem. A stream that ends with neither was broken ' +
      'off: read on at `href`, with `Last-Event-ID`; with a new token where `auth.expired` came before, with a problem.',
    type: 'object',
    required: ['event', 'data'],
    properties: {
      event: { enum: ['run', 'progress', 'gap', 'result', 'error', 'auth.expired'] },
      data: { ...text, contentMediaType: 'application/json' },
      id: { ...text, pattern: '^\\d+$' },
      retry: { type: 'integer', description: 'Milliseconds' },
    },
    examples: [{ event: 'progress', id: '1', data: '{"type":"run.started"}' }],
  },
}

export const COMPONENTS = {
  headers: {
    RequestId: { description: 'As you gave it, or made for this request', required: true, schema: text },
    RetryAfter: { description: 'Seconds', schema: { type: 'integer', minimum: 0 } },
    Location: { description: 'Where it is', required: true, schema: text },
  },
  parameters: {
    Timezone: {
      ...{ name: 'X-Timezone', in: 'header', description: 'Where you are; else the server’s' },
      schema: { $ref: '#/components/schemas/Timezone' },
    },
    IdempotencyKey: {
      ...{ name: 'Idempotency-Key', in: 'header' },
      description:
        'A name that you make up for this request. Sent again with it within a day, the request is not done again: it ' +
        'gets the same run, or the same answer, with `Idempotent-Replayed: true`. With another body it is a `conflict`; ' +
        'while the first is still worked on, too, after some seconds and with `Retry-After`.',
      schema: { ...text, pattern: '^[!-~]{1,128}$' },
    },
  },
  securitySchemes: {
    bearer: {
      ...{ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      description: 'The access token of POST /api/auth/login',
    },
    guest: {
      ...{ type: 'apiKey', in: 'cookie', name: 'guest' },
      description: 'Set by the server, where guests are allowed',
    },
    refresh: {
      ...{ type: 'apiKey', in: 'cookie', name: 'refresh' },
      description: 'Set at log-in, sent to /api/auth alone',
    },
  },
}
