/** The checks: what each runs, and which may run beside another. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} program
 * @property {string[]} args
 * @property {boolean} alone it holds answers to some milliseconds, and needs the machine for itself
 */

/**
 * @param {string} root
 * @returns {Check[]}
 */
export function allChecks(root) {
  const isWindows = process.platform === 'win32'
  const inVenv = (/** @type {string} */ name) =>
    isWindows ? join(root, '.venv', 'Scripts', `${name}.exe`) : join(root, '.venv', 'bin', name)
  const script = (/** @type {string[]} */ ...path) => join(root, 'node_modules', ...path)
  const python = inVenv('python')
  const node = process.execPath

  return [
    // Two at a time: the longest first, and the short ones beside it.
    check('pytest', python, ['-m', 'pytest', join('tests', 'unit')]),
    check('prettier', node, [script('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.']),
    check('eslint', node, [script('eslint', 'bin', 'eslint.js'), '.']),
    check('tsc', node, [script('typescript', 'bin', 'tsc'), '-p', '.']),
    check('tsc-page', node, [script('typescript', 'bin', 'tsc'), '-p', join('node', 'page')]),
    check('ruff-format', inVenv('ruff'), ['format', '--check', '.']),
    check('ruff', inVenv('ruff'), ['check', '.']),
    check('pyright', node, [script('pyright', 'index.js')]),
    check('import-layers', inVenv('lint-imports'), []),
    check('schemas', python, ['-m', 'agent_runner', 'schemas', '--check']),
    check('types', node, [join(root, 'node', 'setup', 'types.js'), '--check']),
    check('stdio', python, ['-m', 'pytest', join('tests', 'stdio')]),
    check('node', node, ['--test', '--test-reporter=spec', ...testFiles(join(root, 'tests', 'node'))]),
    check('e2e', node, ['--test', '--test-reporter=spec', ...testFiles(join(root, 'tests', 'e2e'))]),
    check('page', node, ['--test', '--test-reporter=spec', ...testFiles(join(root, 'tests', 'page'))]),
    check('faults', node, ['--test', '--test-reporter=spec', ...testFiles(join(root, 'tests', 'faults'))], {
      alone: true,
    }),
  ]
}

/** @param {string} name @param {string} program @param {string[]} args @param {{alone?: boolean}} [how] @returns {Check} */
function check(name, program, args, { alone = false } = {}) {
  return { name, program, args, alone }
}

/**
 * Listed here, because Node's own search differs from one version to the next.
 * @param {string} folder
 */
function testFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.js'))
    .sort()
    .map((path) => join(folder, path))
}

/**
 * @param {Check[]} checks
 * @param {string | undefined} only names with commas between
 * @returns {Check[]}
 * @throws {Error} that names what there is
 */
export function choose(checks, only) {
  if (only === undefined) return checks
  const names = only.split(',').filter(Boolean)
  const known = checks.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (names.length === 0 || unknown.length > 0) {
    throw new Error(`--only: expected some of ${known.join(',')}, got ${only || 'nothing'}`)
  }
  return checks.filter(({ name }) => names.includes(name))
}
