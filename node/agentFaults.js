/** What goes wrong between the application and its agents, in a form that may be shown. */

/** @typedef {{code?: number, name: string, message: string, family: string, retryable: boolean, http: number}} ErrorCode */

const RETRY_AFTER_S = 2

/** A call that failed, in a form that may be shown: `code` is a name of error-codes.json. */
export class AgentFault extends Error {
  /** @override */
  name = 'AgentFault'

  /**
   * @param {string} code
   * @param {string} message
   * @param {{status: number, data?: any, retryAfterS?: number, reached?: boolean, final?: boolean, cause?: unknown}} details
   *   `status`: the HTTP status of this code; `reached`: Python had it; `final`: it would fail again
   */
  constructor(code, message, { status, data, retryAfterS, reached = false, final = false, cause }) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
    this.data = data
    this.retryAfterS = retryAfterS
    this.reached = reached
    this.final = final
  }
}

/** @param {readonly ErrorCode[]} errorCodes of schemas/error-codes.json */
export function createFaults(errorCodes) {
  return { fault, faultOf, faultOfRun }

  /**
   * What a run failed with that was kept with it.
   * @param {import('./durableRuns.js').Run} run
   * @returns {AgentFault}
   */
  function faultOfRun({ id, error }) {
    const { code, message, data } = error ?? { code: 'internal_error', message: 'The run failed.' }
    return fault(code, message, { data: { .../** @type {any} */ (data), run_id: id } })
  }

  /** @param {any} error an AgentRunnerError @returns {AgentFault} */
  function faultOf(error) {
    if (error instanceof AgentFault) return error
    const reached = error.phase === 'sent' || error.phase === 'started'
    const more = { cause: error, reached, data: withoutStack(error.data) }
    if (error.rpcCode !== undefined) {
      const entry = errorCodes.find(({ code }) => code === error.rpcCode)
      const isAway = entry?.family === 'process'
      if (entry)
        return fault(entry.name, error.message, {
          ...more,
          reached: !isAway,
          final: !isAway && !entry.retryable,
        })
    }
    switch (error.code) {
      case 'ERR_RUNNER_TIMEOUT':
        return reached
          ? fault('deadline_exceeded', `no answer within ${error.timeoutMs} ms`, more)
          : fault('not_ready', 'the agents are away; they are being restarted', more)
      case 'ERR_RUNNER_CANCELLED':
        return fault('cancelled', 'the call was cancelled', more)
      case 'ERR_RUNNER_OVERLOADED':
        return fault('overloaded', 'too many calls wait for the agents', more)
      case 'ERR_RUNNER_CLOSED':
        return fault('shutting_down', 'the server is going down', more)
      case 'ERR_RUNNER_START':
        return fault('not_ready', 'the agents could not be started', more)
      case 'ERR_RUNNER_EXITED':
        return fault('not_ready', 'the agents were restarted while they worked on this', more)
      default:
        return fault('internal_error', 'something unforeseen went wrong', {
          ...more,
          data: undefined,
          final: true,
        })
    }
  }

  /** Where Python was is for the log, with the cause; it is not stored and not told. @param {any} data */
  function withoutStack(data) {
    if (data === null || typeof data !== 'object' || !('stack' in data)) return data
    return Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'stack'))
  }

  /**
   * @param {string} name of error-codes.json
   * @param {string} message
   * @param {{data?: unknown, reached?: boolean, final?: boolean, cause?: unknown}} [details]
   */
  function fault(name, message, details = {}) {
    const entry = errorCodes.find((candidate) => candidate.name === name)
    const status = entry?.http ?? 500
    const retryAfterS = status === 503 || status === 429 ? RETRY_AFTER_S : undefined
    return new AgentFault(name, message, { ...details, status, retryAfterS })
  }
}
