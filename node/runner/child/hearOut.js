/**
 * When a process that has exited has been heard out. The end of its pipes says so, unless something it started holds
 * them open; what it wrote itself is there to be read at the exit, so a short silence says it as well.
 */

/** Pipes that are silent for this long, and for two turns of the event loop, hold nothing more of who is gone. */
const quietMs = 5

/**
 * @param {import('node:stream').Readable[]} pipes that are being read
 * @param {Promise<unknown>} closed all of them have ended
 * @param {number} limitMs something it started may go on writing for ever
 */
export async function hearOut(pipes, closed, limitMs) {
  const startedAt = performance.now()
  let heardAt = startedAt
  let turnsQuiet = 0
  let isOver = false
  const onData = () => {
    heardAt = performance.now()
    turnsQuiet = 0
  }
  for (const pipe of pipes) pipe.on('data', onData)
  closed.then(() => (isOver = true))
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve))
    turnsQuiet += 1
    const now = performance.now()
    isOver ||= now - startedAt >= limitMs || (turnsQuiet > 2 && now - heardAt >= quietMs)
  }
  for (const pipe of pipes) pipe.off('data', onData)
}
