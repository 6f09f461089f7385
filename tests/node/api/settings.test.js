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
