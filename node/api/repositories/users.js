/** Accounts as rows. Plain objects in and out; an email is unique as it is written here, which is in lower case. */

/** @typedef {import('../db/connection.js').Transaction} Transaction */
/** @typedef {{id: string, learnerId: string, email: string, name: string, passwordHash: string}} UserRow */
/** @typedef {ReturnType<typeof createUsersRepository>} UsersRepository */

/** @param {import('../db/connection.js').Database} database */
export function createUsersRepository({ sequelize, models: { User } }) {
  return {
    /**
     * Its learner is there already, or becomes a user's by it.
     * @param {UserRow} user
     * @param {Transaction} transaction
     * @returns {Promise<boolean>} false: the email, or the learner, has an account; nothing was written
     */
    async create({ id, learnerId, email, name, passwordHash }, transaction) {
      const [rows] = await sequelize.query(
        `insert into users (id, learner_id, email, name, password_hash, created_at, password_changed_at)
         values ($1, $2, $3, $4, $5, now(), now()) on conflict do nothing returning id`,
        { bind: [id, learnerId, email, name, passwordHash], transaction },
      )
      if (rows.length === 0) return false
      await sequelize.query(`update learners set kind = 'user' where id = $1`, {
        bind: [learnerId],
        transaction,
      })
      return true
    },

    /** @param {string} email @returns {Promise<UserRow | null>} */
    async findByEmail(email) {
      return toUser(await User.findOne({ where: { email } }))
    },

    /** @param {string} id @returns {Promise<UserRow | null>} */
    async findById(id) {
      return toUser(await User.findByPk(id))
    },

    /**
     * @param {string} id
     * @param {string} passwordHash
     * @param {{changed: boolean}} what `changed`: false when the same password is only kept better
     */
    async setPassword(id, passwordHash, { changed }) {
      await User.update(
        { passwordHash, ...(changed && { passwordChangedAt: new Date() }) },
        { where: { id } },
      )
    },
  }
}

/** @param {import('sequelize').Model<any, any> | null} row @returns {UserRow | null} */
function toUser(row) {
  if (!row) return null
  const { id, learnerId, email, name, passwordHash } = row.get({ plain: true })
  return { id, learnerId, email, name, passwordHash }
}
