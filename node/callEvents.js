/** What a call says while it goes on, handed on to where it is read or stored; what is lost on the way is said. */

/** @typedef {import('./agentCalls.js').Stream} Stream */

/**
 * Reads a call's events into a log.
 *
 * @param {Stream} stream
 * @param {import('./runLog.js').RunLog<any>} log no faster than it is read
 * @returns {Promise<unknown>} the call's result, or its rejection
 */
export async function relay(stream, log) {
  const release = () => log.release()
  stream.result.then(release, release)
  return record(stream, log, () => log.taken())
}

/**
 * Hands a call's events on.
 *
 * @param {Stream} stream
 * @param {import('./runEventWriter.js').Recorder} recorder
 * @param {() => Promise<void>} [taken]
 * @returns {Promise<unknown>} the call's result, or its rejection
 */
export async function record(stream, recorder, taken) {
  try {
    for await (const event of stream) {
      recorder.publish(event)
      if (taken) await taken()
    }
  } catch {
    // Either the call failed, which its result says, or some of its events did not come.
    await stream.result
    recorder.lose('events were lost on their way')
  }
  return stream.result
}
