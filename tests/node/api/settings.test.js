import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readSettings } from '../../../node/api/settings.js'

/** @param {import('node:test').TestContext} t @param {NodeJS.ProcessEnv} environment @param {string} [file] the text of .env */
async function settingsOf(t, environment, file = '') {
  const root = await mkdtemp(join(tmpdir(), 'study-settings-'))
  t.after(() => rm(root, { recursive: true, force: true }))
  await writeFile(join(root, '.env'), file)
  return readSettings({ root, environment })
}

test('what is said of a language model goes to Python as it stands, and nothing else does', async (t) => {
  const model = {
    AGENT_RUNNER_LLM: 'openai',
    GEMINI_API_KEY: 'g',
    GEMINI_MODEL: 'm',
    GEMINI_BASE_URL: 'http://localhost:1',
    OPENAI_API_KEY: 'o',
    OPENAI_MODEL: 'n',
    OPENAI_BASE_URL: 'http://localhost:2',
    AGENT_RUNNER_LLM_TIMEOUT_MS: '1',
    AGENT_RUNNER_LLM_CONCURRENCY: '2',
    AGENT_RUNNER_LLM_TOKENS_PER_RUN: '3',
    AGENT_RUNNER_LLM_TOKENS_PER_LEARNER_DAY: '4',
    AGENT_RUNNER_LLM_USD_PER_DAY: '0.5',
  }
  const settings = await settingsOf(t, { ...model, METRICS_TOKEN: 's', PATH: '/bin' })
  assert.deepEqual(settings.model, model)
})

test('a model is told in .env too; the environment wins, and an empty value is none', async (t) => {
  const file = 'GEMINI_API_KEY=file\nGEMINI_MODEL=of-the-file\n'
  const settings = await settingsOf(t, { GEMINI_API_KEY: '', OPENAI_MODEL: '' }, file)
  assert.deepEqual(settings.model, { GEMINI_MODEL: 'of-the-file' })
})

test('the largest upload is 50 MiB unless it is said otherwise, and has to be a number', async (t) => {
  assert.equal((await settingsOf(t, {})).uploadMaxBytes, 52_428_800)
  assert.equal((await settingsOf(t, { UPLOAD_MAX_BYTES: '1000' })).uploadMaxBytes, 1_000)
  await assert.rejects(
    settingsOf(t, { UPLOAD_MAX_BYTES: '50MB' }),
    /^Error: UPLOAD_MAX_BYTES: expected a whole number/,
  )
})

test('in production guests are let in only when that is said, and limits hold without a word', async (t) => {
  const development = await settingsOf(t, {})
  assert.equal(development.allowGuests, true)
  assert.deepEqual(development.rateLimits, { requests: 0, calls: 0, logins: 10, registrations: 0 })
  const production = await settingsOf(t, { NODE_ENV: 'production' })
  assert.equal(production.allowGuests, false)
  assert.deepEqual(production.rateLimits, { requests: 600, calls: 60, logins: 10, registrations: 60 })
  const told = { NODE_ENV: 'production', ALLOW_GUESTS: 'true', RATE_LIMIT_CALLS: '0' }
  assert.equal((await settingsOf(t, told)).allowGuests, true)
  assert.equal((await settingsOf(t, told)).rateLimits.calls, 0)
  await assert.rejects(
    settingsOf(t, { ALLOW_GUESTS: 'yes' }),
    /^Error: ALLOW_GUESTS: expected one of true, false/,
  )
  await assert.rejects(
    settingsOf(t, { RATE_LIMIT_CALLS: 'many' }),
    /^Error: RATE_LIMIT_CALLS: expected a whole/,
  )
})

test('origins are origins: none with a path, no star, none without a scheme', async (t) => {
  const { corsOrigins } = await settingsOf(t, { CORS_ORIGINS: 'https://a.example, http://localhost:5173' })
  assert.deepEqual(corsOrigins, ['https://a.example', 'http://localhost:5173'])
  assert.deepEqual((await settingsOf(t, {})).corsOrigins, [])
  for (const wrong of [
    '*',
    'a.example',
    'https://a.example/',
    'https://a.example/path',
    'null',
    'file:///x',
  ]) {
    await assert.rejects(
      settingsOf(t, { CORS_ORIGINS: wrong }),
      /^Error: CORS_ORIGINS: expected origins/,
      wrong,
    )
  }
})

test('operators are ids of accounts, and no emails, which nobody proves to be theirs', async (t) => {
  const [one, other] = ['8b7f1c9e-52a4-4a55-9a0f-3d7f0a3b6c11', '0d1f2a3b-4c5d-4e6f-8a9b-0c1d2e3f4a5b']
  assert.deepEqual((await settingsOf(t, { OPERATORS: `${one}, ${other.toUpperCase()}` })).operators, [
    one,
    other,
  ])
  assert.deepEqual((await settingsOf(t, {})).operators, [])
  for (const wrong of ['ada@example.org', `${one},ada@example.org`, 'user:1'])
    await assert.rejects(settingsOf(t, { OPERATORS: wrong }), /^Error: OPERATORS: expected ids of accounts/)
})

test('proxies are addresses, networks, or names of such', async (t) => {
  const told = { TRUST_PROXY: 'loopback, 10.0.0.0/8,2001:db8::/32, 192.0.2.1' }
  assert.deepEqual((await settingsOf(t, told)).trustProxy, [
    'loopback',
    '10.0.0.0/8',
    '2001:db8::/32',
    '192.0.2.1',
  ])
  assert.deepEqual((await settingsOf(t, {})).trustProxy, ['loopback'])
  for (const wrong of ['1', 'true', 'nginx', '10.0.0.0/33', '10.0.0.0/8/8', '::/129']) {
    await assert.rejects(
      settingsOf(t, { TRUST_PROXY: wrong }),
      /^Error: TRUST_PROXY: expected addresses/,
      wrong,
    )
  }
})
