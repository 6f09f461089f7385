import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

const read = (/** @type {string} */ path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

test('the example that README.md shows is the one whose types are checked', async () => {
  const shown = /## From Node\n\n```js\n([^]*?)```/.exec(await read('README.md'))?.[1]
  const checked = await read('tests/types/readme.ts')
  const asFile = shown?.replace("'./node/pythonAgentRunner.js'", "'study-companion'")
  assert.equal(asFile, checked.replace(/^.*\n/, ''))
})
