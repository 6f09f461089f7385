/** Holds a request and its answer against what an OpenAPI document says of them. */
import assert from 'node:assert/strict'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/**
 * @param {any} document
 * @returns {(operation: any, response: Response, text: string) => void} throws where they differ
 */
export function answerCheck(document) {
  const validatorOf = validators(document)

  return (operation, response, text) => {
    const given = operation.responses[response.status]
    assert.ok(given, `${response.status} is not described: ${text.slice(0, 300)}`)
    const described = given.$ref ? document.components.responses[given.$ref.split('/').at(-1)] : given
    for (const [name, header] of Object.entries(described.headers ?? {})) {
      const { required } = header.$ref ? document.components.headers[header.$ref.split('/').at(-1)] : header
      if (required) assert.ok(response.headers.has(name), `the header ${name}`)
    }
    if (!described.content) return assert.equal(text, '')
    const type = `${response.headers.get('content-type')}`.split(';')[0] ?? ''
    const content = described.content[type]
    assert.ok(content, `${type} is not described`)
    const validate = validatorOf(content.schema)
    const values =
      type === 'text/event-stream' ? eventsIn(text) : [type.includes('json') ? JSON.parse(text) : text]
    const wrong = values.flatMap((value) => (validate(value) ? [] : (validate.errors ?? []))).slice(0, 5)
    assert.deepEqual(
      wrong.map(({ instancePath, message }) => `${instancePath} ${message}`),
      [],
    )
  }
}

/**
 * @param {any} document
 * @returns {(operation: any, type: string, fields: Record<string, unknown>) => void} throws where the body is not as it should be
 */
export function requestCheck(document) {
  const validatorOf = validators(document)
  return (operation, type, fields) => {
    const validate = validatorOf(operation.requestBody.content[type].schema)
    validate(fields)
    assert.deepEqual(validate.errors ?? [], [])
  }
}

/** @param {any} document @returns {(schema: any) => import('ajv').ValidateFunction} */
function validators(document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  // @ts-expect-error the package's types describe its CommonJS face
  addFormats(ajv)
  ajv.addSchema({ $id: 'api:', components: document.components })
  return (schema) =>
    ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api:#/components/')))
}

/** @param {string} text */
function eventsIn(text) {
  return text
    .split('\n\n')
    .filter((block) => /^event:/m.test(block))
    .map((block) => {
      const fields = block
        .split('\n')
        .map((line) => /** @type {[string, string]} */ (line.split(/: (.*)/, 2)))
      const { retry, ...event } = Object.fromEntries(fields)
      return { ...event, ...(retry !== undefined && { retry: Number(retry) }) }
    })
}
