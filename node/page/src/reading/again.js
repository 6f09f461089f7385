/** Follows a run again that the server has stopped sending, from the last event that was seen, until it can. */

const AGAIN_MS = 3_000

/**
 * @param {Pick<import('socket.io-client').Socket, 'connected' | 'emit'>} socket
 * @param {Map<string, number>} positions of each run that is followed: the last number that was seen
 * @param {(work: () => void, ms: number) => unknown} [later]
 * @returns {(message: {run_id: string}) => void} listens to `run.unfollowed`
 */
export function followingAgain(socket, positions, later = setTimeout) {
  return function again({ run_id }) {
    later(() => {
      const after = positions.get(run_id)
      // Who has left it does not follow it, and a new connection follows everything by itself.
      if (after === undefined || !socket.connected) return
      socket.emit('run.follow', { run_id, after }, (/** @type {any} */ answer) => {
        if (answer?.error && answer.error.code !== 'not_found') again({ run_id })
      })
    }, AGAIN_MS)
  }
}
