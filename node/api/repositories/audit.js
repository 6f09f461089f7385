/** What was noted for security, as rows. They hold no email, no password, no token and no whole address. */

/** @typedef {{what: string, userId?: string | null, address?: string | null, details?: object}} AuditEvent */
/** @typedef {ReturnType<typeof createAuditRepository>} AuditRepository */

/** @param {import('../db/connection.js').Database} database */
export function createAuditRepository({ sequelize, models: { AuditEvent } }) {
  return {
    /** @param {AuditEvent} event */
    async add({ what, userId = null, address = null, details }) {
      await AuditEvent.create({ at: new Date(), what, userId, address, details })
    },

    /**
     * @param {string} userId
     * @param {number} [limit]
     * @returns {Promise<{at: Date, what: string, address: string | null, details: object | null}[]>} newest first
     */
    async ofUser(userId, limit = 1_000) {
      const attributes = ['at', 'what', 'address', 'details']
      /** @type {import('sequelize').Order} */
      const order = [['id', 'DESC']]
      const rows = await AuditEvent.findAll({ attributes, where: { userId }, order, limit })
      return rows.map((row) => row.get({ plain: true }))
    },

    /** @param {number} days how long events are kept */
    async prune(days) {
      await sequelize.query(`delete from audit_events where at < now() - $1 * interval '1 day'`, {
        bind: [days],
      })
    },
  }
}
