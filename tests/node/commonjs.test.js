import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** @param {string} code CommonJS @returns {Promise<{ failed: boolean, stdout: string, stderr: string }>} */
function run(code) {
  const env = { ...process.env, NODE_OPTIONS: '' }
  return new Promise((resolve) => {
    const args = ['--input-type=commonjs', '-e', code]
    execFile(process.execPath, args, { cwd: root, env, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, stdout, stderr })
    })
  })
}

for (const [what, name] of [
  ['a path', './node/pythonAgentRunner.js'],
  ['the package’s name', 'study-companion'],
]) {
  test(`the bridge works where it is required by ${what}, and keeps quiet about it`, async () => {
    const { failed, stdout, stderr } = await run(`
      const { PythonAgentRunner, AgentRunnerError } = require(${JSON.stringify(name)})
      const runner = new PythonAgentRunner({ args: ['-m', 'agent_runner', '--bare', '--faults'] })
      runner.start()
        .then(() => runner.call('faults.echo', { value: 'from CommonJS' }))
        .then((answer) => console.log(answer))
        .then(() => runner.call('faults.fail', { message: 'no' }))
        .catch((error) => console.log(error instanceof AgentRunnerError, error.code))
        .finally(() => runner.close())`)
    assert.equal(failed, false, stderr)
    assert.equal(stdout, 'from CommonJS\ntrue ERR_RUNNER_REMOTE\n')
    // From 22.13 on there is nothing to say; before, Node calls it an experiment once.
    assert.match(stderr, /^(\(node:\d+\) ExperimentalWarning: [^\n]*require[^\n]*\n(\(Use [^\n]*\n)?)?$/)
  })
}

test('the test kit can be required, too', async () => {
  const { failed, stdout, stderr } = await run(
    `console.log(typeof require('study-companion/testKit').startWithFaults)`,
  )
  assert.equal(failed, false, stderr)
  assert.equal(stdout, 'function\n')
})
