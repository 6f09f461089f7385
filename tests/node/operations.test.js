import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

const read = (/** @type {string} */ path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

test('the page for operators names the settings there are, all of them and no others', async () => {
  const example = await read('.env.example')
  const page = await read('node/OPERATIONS.md')
  const known = [...example.matchAll(/^# ([A-Z][A-Z_]+)=/gm)].map(([, name]) => name)
  const rows = page.split('\n').filter((line) => /^\| `/.test(line))
  const named = rows
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)])
    .map(([, name]) => name)
  assert.ok(known.length > 20)
  assert.deepEqual([...new Set(named)].sort(), [...new Set(known)].sort())
})
