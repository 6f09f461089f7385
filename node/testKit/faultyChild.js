/** A fake child that speaks the wire as a script tells it: right where the script says nothing. */
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./fakeRunner.js', import.meta.url))

/**
 * What the fake does, one step after another: answer (`reply`, `echo` the params, `error`), tell (`progress`,
 * `notify`), write to the wire as it is (`write`, where `$ID` becomes the request's id as JSON and no newline is
 * added; `writeBase64`) or to `stderr`, wait, close the wire and live on (`closeOutput`), `exit`, or send itself a
 * `signal`.
 *
 * @typedef {{ reply: unknown } | { echo: true } | { error: { code: number, message: string, data?: unknown } }
 *   | { progress: unknown } | { notify: string, params?: unknown } | { write: string, times?: number }
 *   | { writeBase64: string } | { stderr: string } | { waitMs: number } | { closeOutput: true } | { exit: number }
 *   | { signal: NodeJS.Signals }} Step
 *
 * @typedef {object} Script
 * @property {Step[]} [atStart] before anything is read
 * @property {Step[]} [initialize] in place of a proper answer
 * @property {Record<string, Step[]>} [methods] by name, or `*` for every other; without a script a method is not found
 * @property {Step[]} [ping] in place of a pong
 * @property {Step[]} [shutdown] in place of an answer
 * @property {Step[]} [cancel] when a request is taken back; default: answers it with −32800
 * @property {boolean} [staysAtEnd] whether it lives on when its input ends; default false
 */

/**
 * Options for a PythonAgentRunner whose child is the fake:
 * `new PythonAgentRunner({ ...faultyChild({ methods: { 'a.b': [{ exit: 3 }] } }) })`.
 *
 * @param {Script} [script]
 * @returns {{ python: string, args: string[] }}
 */
export function faultyChild(script = {}) {
  return { python: process.execPath, args: [program, JSON.stringify(script)] }
}
