/** A session without a process: it comes up, serves, breaks and dies when the test says so. */

export class SessionDouble {
  phase = 'spawned'
  runner = null
  agents = [{ name: 'demo', description: 'Demonstrates.' }]
  /** @type {any} */
  lastPong = null
  /** @type {any} */
  verdict = null
  isHung = false
  /** What was asked of it to end. @type {string[]} */
  ends = []
  /** @type {any} */
  examination = { verdict: 'ok', evidence: {} }

  /** @type {() => void} */ #open = () => {}
  /** @type {(error: Error) => void} */ #refuse = () => {}
  /** @type {(ending: any) => void} */ #end = () => {}
  #hasEnded = false

  /**
   * @param {number} pid
   * @param {any} events
   */
  constructor(pid, events) {
    this.pid = pid
    this.events = events
    this.connection = new ConnectionDouble(events)
    this.ready = new Promise((resolve, reject) => {
      this.#open = () => resolve(undefined)
      this.#refuse = reject
    })
    this.ready.catch(() => {})
    this.ended = new Promise((resolve) => (this.#end = resolve))
  }

  comeUp() {
    this.phase = 'ready'
    this.connection.isOpen = true
    this.#open()
  }

  /** @param {string} why */
  failToStart(why) {
    this.#refuse(new Error(why))
    this.die()
  }

  /** @param {any} [how] */
  die(how = {}) {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#refuse(new Error('it died'))
    this.#end({ exitCode: 1, signal: null, stderrTail: '', ...how, lost: this.connection.close() })
  }

  /** @param {string} why */
  kill(why) {
    this.ends.push(`kill: ${why}`)
    this.die({ exitCode: null, signal: 'SIGKILL', why })
  }

  /** @param {{ verdict: any }} report */
  async endHung({ verdict }) {
    this.kill(verdict)
  }

  async stop() {
    this.ends.push('stop')
    this.die({ exitCode: 0 })
  }

  async examine() {
    return this.examination
  }
}

class ConnectionDouble {
  isOpen = false
  maxInFlight = Infinity
  heardAt = 0
  #events
  /** @type {Set<any>} */ #pending = new Set()

  /** @param {any} events */
  constructor(events) {
    this.#events = events
  }

  get inFlight() {
    return this.#pending.size
  }

  get hasRoom() {
    return this.isOpen && this.#pending.size < this.maxInFlight
  }

  get calls() {
    return [...this.#pending]
  }

  /** @param {any} call */
  send(call) {
    call.holder = this
    call.phase = 'sent'
    this.#pending.add(call)
  }

  /** Answers the oldest call. @param {unknown} [result] */
  answer(result = 'answered') {
    const [call] = this.#pending
    this.#pending.delete(call)
    call.holder = null
    call.succeed(result)
    this.#events.onRoom()
  }

  /** @param {any} call */
  release(call) {
    this.#pending.delete(call)
    this.#events.onRoom()
  }

  /** @param {(call: any) => any} reasonFor */
  rejectAll(reasonFor) {
    for (const call of this.calls) call.fail(reasonFor(call))
  }

  close() {
    this.isOpen = false
    const lost = this.calls
    this.#pending.clear()
    for (const call of lost) call.holder = null
    return lost
  }
}

/** Opens doubles and remembers them, the first one first. */
export function sessionDoubles() {
  /** @type {SessionDouble[]} */
  const opened = []
  /** @type {any} */
  const openSession = (
    /** @type {any} */ _options,
    /** @type {any} */ _identity,
    /** @type {any} */ events,
  ) => {
    const session = new SessionDouble(opened.length + 1, events)
    opened.push(session)
    return session
  }
  return { opened, openSession }
}

/** Lets all promises settle that are due. */
export function settled() {
  return new Promise((resolve) => setImmediate(resolve))
}
