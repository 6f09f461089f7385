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
  'personalization.update': [
    ...[['level'], ['minutes_per_day'], ['days_off'], ['known'], ['goals'], ['timezone']],
    ['preferences'],
  ],
  'schedule.calendar': [['plan'], ['blocks']],
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
 * @returns {{anyOf?: object[]} | null} to be added to the schema of the body; null: what is needed is not among them
 */
export function atLeastOne(method, properties) {
  const needed = NEEDED[method]
  if (!needed) return {}
  const groups = needed.filter((names) => names.every((name) => properties[name]))
  if (groups.length === 0) return null
  return {
    anyOf: groups.map((names) => ({
      required: names,
      properties: Object.fromEntries(names.map((name) => [name, present(properties[name])])),
    })),
  }
}

/** Neither null nor blank nor an empty list. @param {any} schema */
function present(schema) {
  const parts = (schema.anyOf ?? [schema])
    .filter((/** @type {any} */ { type }) => type !== 'null')
    .map((/** @type {any} */ part) => {
      if (part.type === 'array') return { minItems: 1, ...part }
      return part.type === 'string' && !part.pattern ? { ...part, pattern: '\\S' } : part
    })
  return parts.length === 1 ? parts[0] : { anyOf: parts }
}
