/** What clients of the first version go by still holds: its recorded requests get answers of the same shape. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { breaks, exchange } from './firstVersion/exchanges.js'
import { dataFolder, lastFirst, startServer } from './server.js'

const FOLDER = new URL('../fixtures/first-version/', import.meta.url)

/** @typedef {import('./firstVersion/exchanges.js').Wanted & {answer: import('./firstVersion/exchanges.js').Answer}} Exchange */

for (const file of readdirSync(FOLDER)) {
  /** @type {{name: string, environment: NodeJS.ProcessEnv, exchanges: Exchange[]}} */
  const { name, environment, exchanges } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))

  describe(`first version: ${name}`, () => {
    const cleaning = lastFirst(after)
    const kept = new Map()
    /** @type {import('./server.js').Server} */
    let server

    before(async () => {
      server = await startServer(cleaning, await dataFolder(cleaning), environment)
    })

    for (const recorded of exchanges) {
      const { what, request } = recorded
      test(`${what} (${request.method ?? 'GET'} ${request.path})`, async () => {
        const { answer, body } = await exchange(server.url, recorded, kept)
        assert.deepEqual(breaks(recorded.answer, answer, body), [])
      })
    }
  })
}
