/** The program behind `faultyChild`: a runner of one file, whose script is its argument. */
import { closeSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

/** @typedef {import('./faultyChild.js').Step} Step */
/** @typedef {{ id?: unknown, method: string, params?: any }} Request */

/** @type {import('./faultyChild.js').Script} */
const script = JSON.parse(process.argv[2] ?? '{}')
const noRequest = { method: '', id: null }

await play(script.atStart ?? [], noRequest)
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  if (line.trim()) void receive(JSON.parse(line))
})
lines.on('close', () => {
  if (script.staysAtEnd) setInterval(() => {}, 60_000)
})

/** @param {Request} request */
async function receive(request) {
  const steps = stepsFor(request)
  if (steps) return play(steps, request)
  if (request.id === undefined) return
  await play([{ error: { code: -32601, message: 'Method not found' } }], request)
}

/** @param {Request} request @returns {Step[] | undefined} */
function stepsFor({ method, params }) {
  switch (method) {
    case 'initialize':
      return script.initialize ?? [{ reply: hello() }]
    case 'ping':
      return script.ping ?? [{ reply: { pong: true, phase: 'ready', pid: process.pid, in_flight: 0 } }]
    case 'shutdown':
      return script.shutdown ?? [{ reply: null }]
    case '$/cancelRequest':
      return script.cancel ?? [{ write: `${JSON.stringify(cancelled(params?.id))}\n` }]
    default:
      return script.methods?.[method] ?? script.methods?.['*']
  }
}

function hello() {
  const runner = { name: 'fake', version: '0', python: '0', platform: process.platform, pid: process.pid }
  return { protocol_version: 1, runner, limits: {}, phase: 'ready', agents: [] }
}

/** @param {unknown} id */
function cancelled(id) {
  return { jsonrpc: '2.0', id, error: { code: -32800, message: 'Request cancelled', data: { by: 'caller' } } }
}

/** @param {Step[]} steps @param {Request} request */
async function play(steps, request) {
  let seq = 0
  for (const step of steps) {
    if ('progress' in step) seq += 1
    await act(step, request, seq)
  }
}

/** @param {Step} step @param {Request} request @param {number} seq */
async function act(step, { id, params }, seq) {
  if ('reply' in step) send({ id, result: step.reply })
  else if ('echo' in step) send({ id, result: withoutMeta(params) })
  else if ('error' in step) send({ id, error: step.error })
  else if ('progress' in step) send({ method: '$/progress', params: { id, seq, event: step.progress } })
  else if ('notify' in step) send({ method: step.notify, params: step.params })
  else if ('write' in step)
    writeAll(1, repeated(step.write.replaceAll('$ID', JSON.stringify(id)), step.times))
  else if ('writeBase64' in step) writeAll(1, Buffer.from(step.writeBase64, 'base64'))
  else if ('stderr' in step) writeAll(2, Buffer.from(step.stderr))
  else if ('waitMs' in step) await wait(step.waitMs)
  else if ('closeOutput' in step) closeSync(1)
  else if ('exit' in step) process.exit(step.exit)
  else process.kill(process.pid, step.signal)
}

/** @param {any} params */
function withoutMeta(params) {
  if (params === null || typeof params !== 'object' || Array.isArray(params)) return params
  return Object.fromEntries(Object.entries(params).filter(([name]) => name !== '_meta'))
}

/** @param {object} message */
function send(message) {
  writeAll(1, Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`))
}

/** @param {string} text @param {number} [times] */
function repeated(text, times = 1) {
  return Buffer.from(text.repeat(times))
}

/** @param {number} descriptor @param {Buffer} data */
function writeAll(descriptor, data) {
  let written = 0
  while (written < data.length) {
    try {
      written += writeSync(descriptor, data, written)
    } catch (error) {
      // A full pipe of a kind that does not wait; the host will read on, or close it.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
