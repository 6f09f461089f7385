/**
 * Well-formed requests that are refused all the same, with neither 404 nor 409: one for each operation that schemathesis.toml
 * excepts from what it holds all others to.
 */

/**
 * @typedef {{blank: string, bare: string}} Documents of the learner, by id: one without any text, one of a single word
 *
 * @typedef {object} Exception
 * @property {number} status
 * @property {(documents: Documents) => Record<string, unknown>} fields JSON, or of a form
 * @property {'json' | 'form'} [as]
 */

const NOON = '2026-11-24T12:00:00Z'
const BEFORE_NOON = '2026-11-24T11:00:00Z'
const BUSY = [{ start: NOON, end: BEFORE_NOON }]
const PLAN = { schedule: { limits: { study_times: [{ start: '17:00', end: '17:00' }] } } }

/** @type {(status: number, fields: Exception['fields']) => Exception} */
const json = (status, fields) => ({ status, fields })

/** By `operationId`; for a learner with an account, of whom nothing else is known. @type {Record<string, Exception>} */
export const EXCEPTIONS = {
  addDocument: { status: 422, fields: () => ({ file: '\u0000\u0001\u0002' }), as: 'form' },
  assessment_cards: json(422, ({ bare }) => ({ document_id: bare })),
  assessment_export_cards: json(422, ({ bare }) => ({ document_id: bare })),
  assessment_quiz: json(400, () => ({ concepts: ['no concept of any pack'] })),
  assessment_placement: json(400, () => ({ concepts: ['no concept of any pack'] })),
  learning_path: json(422, ({ blank }) => ({ document_id: blank })),
  learning_glossary: json(422, ({ blank }) => ({ document_id: blank })),
  learning_summarize: json(422, ({ blank }) => ({ document_id: blank })),
  schedule_plan: json(400, () => ({ tasks: [{ concept: 'essay', minutes: 30 }], busy: BUSY })),
  schedule_plan_week: json(400, () => ({ tasks: [{ title: 'Essay' }], busy: BUSY })),
  schedule_move: json(400, () => ({ plan: PLAN, block_start: NOON, to: BEFORE_NOON })),
  motivation_log_session: json(400, () => ({ minutes: 25, day: '2000-01-01' })),
  motivation_week_review: json(400, () => ({ week_start: '2199-01-01' })),
  personalization_next_best_action: json(400, () => ({})),
  eraseAccount: json(400, () => ({})),
}

/**
 * Which operations the configuration excepts, and with which further statuses well-formed requests may be answered there.
 * @param {string} toml
 * @returns {Map<string, string[]>} by `operationId`
 */
export function exceptedIn(toml) {
  const blocks = toml.split('[[operations]]').slice(1)
  return new Map(
    blocks.flatMap((block) => {
      const [, ids = ''] = /^include-operation-id = (\[[^\]]*\]|".*")$/m.exec(block) ?? []
      const [, statuses = ''] =
        /^checks\.positive_data_acceptance\.expected-statuses = (.*)$/m.exec(block) ?? []
      return quoted(ids).map((id) => /** @type {[string, string[]]} */ ([id, quoted(statuses)]))
    }),
  )
}

/** @param {string} text */
const quoted = (text) => [...text.matchAll(/"([^"]+)"/g)].map(([, inner]) => `${inner}`)
