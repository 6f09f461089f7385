import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'

/**
 * The layers of the Node side. `api/main → app → routes → services → repositories → db`, and the API reaches
 * the bridge through its two public modules only; the bridge knows nothing of the API.
 */
const layers = [
  layer('node/runner/**', [
    '**/api/**',
    '**/setup/**',
    '**/pythonOnlyOrchestrator.js',
    '**/pythonAgentRunner.js',
  ]),
  layer('node/pythonAgentRunner.js', ['**/api/**', '**/setup/**', '**/pythonOnlyOrchestrator.js']),
  layer('node/pythonOnlyOrchestrator.js', ['**/api/**', '**/setup/**', '**/runner/**']),
  layer('node/api/**', ['**/setup/**', '**/runner/**']),
  layer('node/api/routes/**', ['**/setup/**', '**/runner/**', '**/repositories/**', '**/db/**']),
  layer('node/api/realtime/**', [
    '**/setup/**',
    '**/runner/**',
    '**/repositories/**',
    '**/db/**',
    '**/routes/**',
  ]),
  layer('node/api/services/**', ['**/setup/**', '**/runner/**', '**/routes/**', '**/app.js']),
  layer('node/api/repositories/**', [
    '**/setup/**',
    '**/runner/**',
    '**/routes/**',
    '**/services/**',
    '**/app.js',
  ]),
]

export default [
  { ignores: ['.venv/**', '.data/**', 'node_modules/**', 'node/page/dist/**', 'schemas/**'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: globals.node },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'sequelize', message: 'Its one door is node/api/db.' }] },
      ],
    },
  },
  ...layers,
  { files: ['node/api/db/**'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['node/page/src/**/*.{js,jsx}'],
    ...hooks.configs.flat.recommended,
    languageOptions: {
      globals: globals.browser,
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
  },
  // The page knows the server over HTTP and the socket only.
  layer('node/page/**/*.{js,jsx}', ['**/api/**', '**/setup/**', '**/runner/**']),
]

/**
 * @param {string} files where the rule holds
 * @param {string[]} forbidden what these files never import
 */
function layer(files, forbidden) {
  const paths = [{ name: 'sequelize', message: 'Its one door is node/api/db.' }]
  const patterns = [{ group: forbidden, message: `Not from ${files}: dependencies point down only.` }]
  return { files: [files], rules: { 'no-restricted-imports': ['error', { paths, patterns }] } }
}
