import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { test } from 'node:test'
import { readErrorCodes } from '../../../node/api/errorCodes.js'

const API = fileURLToPath(new URL('../../../node/api/', import.meta.url))

test('every code that the API gives is in the list that both languages share', async () => {
  const names = new Set((await readErrorCodes()).map(({ name }) => name))
  const files = (await readdir(API, { recursive: true })).filter((name) => name.endsWith('.js'))
  const sources = await Promise.all(files.map((name) => readFile(join(API, name), 'utf8')))
  const given = sources.flatMap((source) =>
    [...source.matchAll(/new Problem\(\s*[\w.]+,\s*'(\w+)'/g)].map(([, code]) => `${code}`),
  )
  assert.ok(given.length > 20)
  assert.deepEqual(
    [...new Set(given)].filter((code) => !names.has(code)),
    [],
  )
})

test('a code of HTTP alone has no number, and is none of the wire’s', async () => {
  const listed = await readErrorCodes()
  const own = listed.filter(({ code }) => code === undefined)
  assert.deepEqual(
    own.map(({ name, http }) => [name, http]),
    [
      ['unauthenticated', 401],
      ['forbidden', 403],
      ['conflict', 409],
      ['rate_limited', 429],
    ],
  )
  assert.equal(new Set(listed.map(({ name }) => name)).size, listed.length)
})
