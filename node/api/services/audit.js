/** The log of security events: what happened, to whose account, when, from about where. Kept for some weeks. */

/** @typedef {import('../repositories/audit.js').AuditEvent} AuditEvent */

/**
 * @param {object} deps
 * @param {Pick<import('../repositories/audit.js').AuditRepository, 'add'>} deps.events
 * @param {import('pino').Logger} deps.log
 */
export function createAudit({ events, log }) {
  return {
    /** What cannot be noted is told in the server's log, and holds nobody up. @param {AuditEvent} event */
    async note(event) {
      log.info({ what: event.what, user_id: event.userId ?? undefined }, 'security event')
      try {
        await events.add(event)
      } catch (error) {
        log.error({ err: error, what: event.what }, 'a security event could not be kept')
      }
    },
  }
}
