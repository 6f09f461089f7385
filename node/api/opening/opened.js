/** What has been opened so far, so that nothing is left open when a later part fails, or nobody wants to wait. */

/** @typedef {ReturnType<typeof createOpened>} Opened */

export function createOpened() {
  /** @type {(() => unknown)[]} */
  const closings = []
  return {
    /** @param {() => unknown} close may be asked to close what is closed already */
    add: (close) => void closings.push(close),

    /** The last first; what fails hinders nothing. */
    async closeAll() {
      for (const close of closings.splice(0).reverse()) {
        try {
          await close()
        } catch {
          // It was going anyway.
        }
      }
    },
  }
}

/**
 * As `Promise.all`, but what fails waits for the others: only then is known all that has been opened.
 * @template {unknown[]} Results
 * @param {{[Index in keyof Results]: Promise<Results[Index]>}} work
 * @returns {Promise<Results>}
 */
export async function all(work) {
  await Promise.allSettled(work)
  return /** @type {Promise<any>} */ (Promise.all(work))
}
