/**
 * From the spawn of the runner to its first pong, and what it holds in memory then, against an interpreter that imports
 * asyncio and orjson and ends. Rounds alternate.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { median } from '../figures.js'
import { python, root } from '../machine.js'

const PONG_TIMEOUT_MS = 10_000
const FLOOR = ['-c', 'import orjson, asyncio']

/** @typedef {{ rounds: number, floorMs: number, pongMs: number, ratio: number, rssBytes: number }} FirstPong */

/** @param {number} rounds @returns {Promise<FirstPong>} medians */
export async function firstPong(rounds) {
  /** @type {{ floorMs: number, pongMs: number, rssBytes: number }[]} */
  const all = []
  for (let round = 0; round <= rounds; round += 1) {
    const one = { floorMs: await importsOnly(), ...(await toFirstPong()) }
    if (round > 0) all.push(one) // the first one finds nothing in the page cache
  }
  return {
    rounds,
    floorMs: median(all.map(({ floorMs }) => floorMs)),
    pongMs: median(all.map(({ pongMs }) => pongMs)),
    ratio: median(all.map(({ pongMs, floorMs }) => pongMs / floorMs)),
    rssBytes: median(all.map(({ rssBytes }) => rssBytes)),
  }
}

async function importsOnly() {
  const started = performance.now()
  await once(spawn(python, FLOOR, { cwd: root, stdio: 'ignore' }), 'exit')
  return performance.now() - started
}

async function toFirstPong() {
  const started = performance.now()
  const child = spawn(python, ['-m', 'agent_runner'], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] })
  const exited = once(child, 'exit')
  const tooLate = setTimeout(() => child.kill('SIGKILL'), PONG_TIMEOUT_MS)
  child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(() => ['']),
  ])
  const pongMs = performance.now() - started
  clearTimeout(tooLate)
  child.kill('SIGKILL')
  await exited
  if (line === '') throw new Error(`the runner gave no pong within ${PONG_TIMEOUT_MS / 1000} s`)
  const { result } = JSON.parse(line)
  return { pongMs, rssBytes: Number(result.rss_bytes) }
}
