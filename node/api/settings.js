/** What the server is told by its environment and `.env`: read once, checked, frozen. */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { isUuid } from './uuid.js'

/** @typedef {ReturnType<typeof readSettings>} Settings */

/** Two of them are secrets: they go to Python alone, never into a log or an answer. */
const MODEL_VARIABLES = [
  ...[
    'GEMINI_API_KEY',
    'GEMINI_MODEL',
    'GEMINI_BASE_URL',
    'OPENAI_API_KEY',
    'OPENAI_MODEL',
    'OPENAI_BASE_URL',
  ],
  ...['', '_TIMEOUT_MS', '_CONCURRENCY', '_TOKENS_PER_RUN', '_TOKENS_PER_LEARNER_DAY', '_USD_PER_DAY'].map(
    (rest) => `AGENT_RUNNER_LLM${rest}`,
  ),
]
const PROXY_NAMES = ['loopback', 'linklocal', 'uniquelocal']
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/**
 * @param {{root: string, environment: NodeJS.ProcessEnv}} from `root` is the project's folder; its `.env` is the
 *   weaker of the two
 * @throws {Error} that names the variable, what was expected and what came
 */
export function readSettings({ root, environment }) {
  const env = { ...fileVariables(join(root, '.env')), ...environment }
  const production = env.NODE_ENV === 'production'
  return Object.freeze({
    root,
    production,
    port: whole('PORT', env.PORT, 5001, 0, 65_535),
    // Nobody has to log in on a development machine, so nobody else may reach it.
    host: env.HOST || (production ? '0.0.0.0' : '127.0.0.1'),
    hostGiven: Boolean(env.HOST),
    databaseUrl: databaseUrl(env.DATABASE_URL),
    dataDir: env.DATA_DIR || join(root, '.data'),
    httpWaitMs: whole('HTTP_WAIT_MS', env.HTTP_WAIT_MS, 25_000, 0, 600_000),
    processes: whole('PYTHON_PROCESSES', env.PYTHON_PROCESSES, 1, 1, 64),
    standby: whole('AGENT_STANDBY', env.AGENT_STANDBY, 1, 0, 8),
    python: env.PYTHON_RUNNER || undefined,
    agentModules: (env.AGENT_MODULES ?? '').split(',').filter(Boolean),
    uploadMaxBytes: whole('UPLOAD_MAX_BYTES', env.UPLOAD_MAX_BYTES, 50 * 2 ** 20, 1, 2 ** 40),
    allowGuests: oneOf('ALLOW_GUESTS', env.ALLOW_GUESTS, `${!production}`, ['true', 'false']) === 'true',
    jwtKeys: env.JWT_KEYS || undefined,
    accessTokenMinutes: whole('ACCESS_TOKEN_MINUTES', env.ACCESS_TOKEN_MINUTES, 15, 1, 24 * 60),
    refreshTokenDays: whole('REFRESH_TOKEN_DAYS', env.REFRESH_TOKEN_DAYS, 30, 1, 400),
    corsOrigins: origins('CORS_ORIGINS', env.CORS_ORIGINS),
    trustProxy: proxies('TRUST_PROXY', env.TRUST_PROXY || 'loopback'),
    rateLimits: rateLimits(env, production),
    auditDays: whole('AUDIT_DAYS', env.AUDIT_DAYS, 90, 1, 3_650),
    model: modelSettings(env),
    metricsToken: env.METRICS_TOKEN || undefined,
    operators: accountIds('OPERATORS', env.OPERATORS),
    logLevel: oneOf('LOG_LEVEL', env.LOG_LEVEL, 'info', LEVELS),
  })
}

/**
 * What the agents are told of a language model, as it stands: they know what it means, and say what is wrong with it.
 * @param {Record<string, string | undefined>} env
 * @returns {Readonly<Record<string, string>>}
 */
function modelSettings(env) {
  const given = MODEL_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]]] : []))
  return Object.freeze(Object.fromEntries(given))
}

/**
 * On a development machine only the guessing of passwords is limited.
 * @param {Record<string, string | undefined>} env @param {boolean} production
 */
function rateLimits(env, production) {
  const rate = (/** @type {string} */ name, /** @type {number} */ fallback) =>
    whole(name, env[name], fallback, 0, 1_000_000)
  return Object.freeze({
    requests: rate('RATE_LIMIT_REQUESTS', production ? 600 : 0),
    calls: rate('RATE_LIMIT_CALLS', production ? 60 : 0),
    logins: rate('RATE_LIMIT_LOGINS', 10),
    registrations: rate('RATE_LIMIT_REGISTRATIONS', production ? 60 : 0),
  })
}

/** @param {string} text */
function list(text) {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

/** @param {string} name @param {string} value */
function proxies(name, value) {
  return list(value).map((text) => {
    const [address = '', bits, ...rest] = text.split('/')
    const most = isIP(address) === 4 ? 32 : 128
    const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
    if (PROXY_NAMES.includes(text) || (isIP(address) && isNetwork && rest.length === 0)) return text
    const expected = `addresses, networks such as 10.0.0.0/8, or ${PROXY_NAMES.join(', ')}`
    throw new Error(`${name}: expected ${expected}, got ${JSON.stringify(text)}`)
  })
}

/** @param {string} name @param {string | undefined} value */
function origins(name, value) {
  return list(value ?? '').map((text) => {
    if (/^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text) return text
    throw new Error(
      `${name}: expected origins such as https://study.example.org, got ${JSON.stringify(text)}`,
    )
  })
}

/**
 * By what the server gave, since nobody proves that an email is theirs: whoever came first would have it.
 * @param {string} name @param {string | undefined} value
 */
function accountIds(name, value) {
  return list(value ?? '').map((text) => {
    if (isUuid(text)) return text.toLowerCase()
    const expected = 'ids of accounts, which the page tells under /operations to those who are logged in'
    throw new Error(`${name}: expected ${expected}, got ${JSON.stringify(text)}`)
  })
}

/** @param {string} path @returns {Record<string, string | undefined>} */
function fileVariables(path) {
  try {
    return /** @type {Record<string, string>} */ (parseEnv(readFileSync(path, 'utf8')))
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {}
    throw error
  }
}

/** @param {string | undefined} value */
function databaseUrl(value) {
  if (!value) return undefined
  if (/^postgres(ql)?:\/\//.test(value)) return value
  throw new Error(
    'DATABASE_URL: expected postgres://user:password@host:port/name; leave it out to use the embedded one',
  )
}

/** @param {string} name @param {string | undefined} value @param {number} fallback @param {number} least @param {number} most */
function whole(name, value, fallback, least, most) {
  if (value === undefined || value === '') return fallback
  const number = Number(value)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new Error(`${name}: expected a whole number from ${least} to ${most}, got ${JSON.stringify(value)}`)
}

/** @param {string} name @param {string | undefined} value @param {string} fallback @param {string[]} allowed */
function oneOf(name, value, fallback, allowed) {
  if (value === undefined || value === '') return fallback
  if (allowed.includes(value)) return value
  throw new Error(`${name}: expected one of ${allowed.join(', ')}, got ${JSON.stringify(value)}`)
}
