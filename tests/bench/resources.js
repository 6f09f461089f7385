/** What this process and a child hold: memory, descriptors, timers, listeners. From /proc where it is asked of a child. */
import { readFileSync, readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
/** @type {() => void} */
const collect = runInNewContext('gc')

/** Bytes of live objects, inside the heap and outside of it. */
export function liveBytes() {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** @param {number | 'self'} pid */
export function rssBytes(pid) {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

/** @param {number | 'self'} pid */
export const descriptors = (pid) => readdirSync(`/proc/${pid}/fd`).length

export const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

/** @param {import('node:events').EventEmitter[]} emitters */
export function listeners(emitters) {
  const of = (/** @type {import('node:events').EventEmitter} */ emitter) =>
    emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0)
  return emitters.reduce((sum, emitter) => sum + of(emitter), 0)
}
