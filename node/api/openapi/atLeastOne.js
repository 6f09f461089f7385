/**
 * Of which parameters a skill needs one, though each by itself may be left out: a signature cannot say it. The skill itself
 * refuses a call without; this tells it before.
 */

/** By method: the groups of which one is to be given whole. @type {Record<string, string[][]>} */
const NEEDED = {
  'assessment.grade': [['answers'], ['quiz_id', 'answers_in_order']],
  'assessment.placement': [['topic'], ['concepts'], ['document_id']],
  'assessment.quiz': [['topic'], ['concepts'], ['document_id']],
  'learning.explain': [['concept'], ['topic']],
  'learning.path': [['topic'], ['document_id']],
  'schedule.calendar': [['plan'], ['blocks'], ['run_id']],
  'schedule.plan': [['tasks'], ['path']],
  'schedule.plan_week': [['tasks'], ['topic']],
  'wellness.check_in': [
    ...[['mood'], ['energy'], ['sleep_hours'], ['stress'], ['study_minutes'], ['who5']],
    ['note'],
  ],
}

/**
 * @param {string} method
 * @param {Record<string, any>} properties the schemas of its parameters
 * @returns {{anyOf?: object[]}} to be added to the schema of the body
 */
export function atLeastOne(method, properties) {
  const groups = NEEDED[method]?.filter((names) => names.every((name) => properties[name]))
  if (!groups?.length) return {}
  return {
    anyOf: groups.map((names) => ({
      required: names,
      properties: Object.fromEntries(names.map((name) => [name, withoutNull(properties[name])])),
    })),
  }
}

/** @param {any} schema */
function withoutNull(schema) {
  const parts = schema.anyOf?.filter((/** @type {any} */ { type }) => type !== 'null')
  if (!parts) return schema
  return parts.length === 1 ? parts[0] : { anyOf: parts }
}
