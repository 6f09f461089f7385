/** What stops a set-up: one sentence on what is wrong, one on what to do. */

export class SetupFault extends Error {
  /**
   * @param {string} message
   * @param {string} fix
   */
  constructor(message, fix) {
    super(message)
    this.name = 'SetupFault'
    this.fix = fix
  }
}

/**
 * Tells it and makes it the exit code.
 * @param {any} error
 */
export function report(error) {
  process.exitCode = 1
  console.error(`\n✗ ${error.message}`)
  if (error.fix) console.error(`  → ${error.fix}`)
  else if (error.name !== 'Error') console.error(error.stack)
}
