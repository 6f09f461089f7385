/**
 * What the child is told of this machine: an allow-list, so that the host's secrets stay with the host, and so that
 * a stray PYTHONPATH or PYTHONHOME of the shell cannot change which Python code runs.
 */

const allowed = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TERM', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TMP', 'TEMP'],
  ...['VIRTUAL_ENV', 'CONDA_PREFIX', 'LD_LIBRARY_PATH', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'],
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH'],
  ...['APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES', 'NUMBER_OF_PROCESSORS'],
  ...['AGENT_RUNNER_PORTABLE'],
])

/** UTF-8 whatever the locale, prints that arrive when they are made, a stack when native code crashes. */
const python = Object.freeze({ PYTHONUTF8: '1', PYTHONUNBUFFERED: '1', PYTHONFAULTHANDLER: '1' })

/**
 * @param {NodeJS.ProcessEnv} host
 * @param {Record<string, string | undefined>} added wins over everything; undefined removes
 * @returns {Record<string, string>}
 */
export function childEnvironment(host, added) {
  const inherited = Object.entries(host).filter(([name]) => isAllowed(name.toUpperCase()))
  /** @type {Record<string, string | undefined>} */
  const all = { ...Object.fromEntries(inherited), ...python, ...added }
  return Object.fromEntries(
    Object.entries(all).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)]])),
  )
}

/**
 * Whether both sides are to do without what only POSIX has: process groups, signals beyond the usual, a lifeline.
 * So it is on Windows, and wherever AGENT_RUNNER_PORTABLE=1 asks for it, which is how the tests get there.
 *
 * @param {Readonly<Record<string, string | undefined>>} added
 * @param {NodeJS.ProcessEnv} [host]
 */
export function isPortable(added, host = process.env) {
  const asked = 'AGENT_RUNNER_PORTABLE' in added ? added : host
  return process.platform === 'win32' || asked['AGENT_RUNNER_PORTABLE'] === '1'
}

/** @param {string} name in capitals: Windows does not tell `Path` from `PATH`, and proxies come in both */
function isAllowed(name) {
  return allowed.has(name) || name.startsWith('LC_')
}
