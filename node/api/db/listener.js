/**
 * What PostgreSQL tells of itself: one connection that listens for whoever wants to, and comes back by itself when it is
 * lost. What was told meanwhile is lost; that it may have been is said. Sends nothing.
 */
import pg from 'pg'

const RETRY_LEAST_MS = 100
const RETRY_MOST_MS = 2_000
/** A connection that broke without a word is found out by asking. */
const BEAT_MS = 10_000
const ANSWER_MS = 5_000

/** @typedef {ReturnType<typeof createListener>} Listener */
/** @typedef {ReturnType<Listener['adapterPool']>} AdapterPool */
/** @typedef {(payload: string) => void} OnPayload */

/**
 * @param {object} options
 * @param {string} options.url
 * @param {import('pino').Logger} options.log
 */
export function createListener({ url, log }) {
  /** @type {Map<string, Set<OnPayload>>} */
  const channels = new Map()
  /** @type {Set<() => void>} */
  const onMissed = new Set()
  /** @type {pg.Client | null} */
  let client = null
  let isClosed = false
  let failures = 0
  let wasConnected = false
  /** @type {NodeJS.Timeout | undefined} */
  let retrying
  const beating = setInterval(() => void beat(), BEAT_MS).unref()
  const ready = connect()

  return {
    /** Resolves when the first attempt to connect is over. */
    ready,
    listen,
    /** @param {() => void} listener @returns {() => void} the way to stop it */
    onMissed(listener) {
      onMissed.add(listener)
      return () => void onMissed.delete(listener)
    },
    adapterPool,
    close,
  }

  /**
   * What @socket.io/postgres-adapter takes for a pool: it listens on this same connection, which it need not bring back,
   * and asks by the way that is given.
   * @param {(sql: string, values: unknown[]) => Promise<unknown[]>} ask answers with rows
   */
  function adapterPool(ask) {
    /** @type {(() => void)[]} */
    const ends = []
    /** @type {(message: {channel: string, payload: string}) => void} */
    let tell = () => {}
    const connection = {
      /** @param {string} event @param {(message: any) => void} listener */
      on(event, listener) {
        if (event === 'notification') tell = listener
      },
      /** @param {string} sql */
      async query(sql) {
        const [, channel] = /^LISTEN "(.+)"$/.exec(sql) ?? []
        if (channel === undefined) throw new Error(`expected LISTEN, got ${sql}`)
        ends.push(listen(channel, (payload) => tell({ channel, payload })))
      },
      removeAllListeners() {},
      release() {
        for (const end of ends.splice(0)) end()
      },
    }
    return {
      connect: async () => connection,
      query: async (/** @type {string} */ sql, /** @type {unknown[]} */ values = []) => ({
        rows: await ask(sql, values),
      }),
    }
  }

  /**
   * @param {string} channel
   * @param {OnPayload} listener
   * @returns {() => void} the way to stop it
   */
  function listen(channel, listener) {
    const listeners = channels.get(channel) ?? new Set()
    if (listeners.size === 0) {
      channels.set(channel, listeners)
      // Not yet connected: it is among those that are asked for then.
      client?.query(`listen ${pg.escapeIdentifier(channel)}`).catch(() => {})
    }
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  async function connect() {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'study-companion-listener',
      connectionTimeoutMillis: ANSWER_MS,
      keepAlive: true,
    })
    let isLost = false
    const lose = () => {
      if (isLost) return
      isLost = true
      if (client === fresh) client = null
      fresh.end().catch(() => {})
      retry()
    }
    fresh.on('error', lose)
    fresh.on('end', lose)
    fresh.on('notification', ({ channel, payload = '' }) => hand(channel, payload))
    try {
      await fresh.connect()
      if (isLost) return
      client = fresh
      for (const channel of channels.keys()) await fresh.query(`listen ${pg.escapeIdentifier(channel)}`)
      failures = 0
      if (wasConnected) for (const tell of onMissed) tell()
      wasConnected = true
    } catch (error) {
      log.debug({ reason: String(error) }, 'PostgreSQL cannot be listened to')
      lose()
    }
    if (isClosed) fresh.end().catch(() => {})
  }

  function retry() {
    if (isClosed) return
    if (failures === 0) log.warn('PostgreSQL is not listened to any more; it is tried again')
    const ms = Math.min(RETRY_LEAST_MS * 2 ** failures++, RETRY_MOST_MS)
    retrying = setTimeout(() => void connect(), ms * (0.5 + Math.random() / 2)).unref()
  }

  async function beat() {
    const asked = client
    if (!asked) return
    const timer = setTimeout(() => asked.emit('end'), ANSWER_MS).unref()
    await asked.query('select 1').catch(() => {})
    clearTimeout(timer)
  }

  /** @param {string} channel @param {string} payload */
  function hand(channel, payload) {
    for (const listener of [...(channels.get(channel) ?? [])]) {
      try {
        listener(payload)
      } catch (error) {
        log.error({ err: error, channel }, 'what PostgreSQL told could not be understood')
      }
    }
  }

  async function close() {
    isClosed = true
    clearInterval(beating)
    clearTimeout(retrying)
    await client?.end().catch(() => {})
  }
}
