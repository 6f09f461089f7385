/**
 * The shapes of what the server answers, under the names that the page uses. They are generated from the agents.
 *
 * @typedef {import('../../../../schemas/skills.d.ts').StudyPlan} StudyPlan
 * @typedef {import('../../../../schemas/skills.d.ts').Help} Help
 * @typedef {import('../../../../schemas/skills.d.ts').AskBack} AskBack
 * @typedef {StudyPlan | Help | AskBack} PlanAnswer
 * @typedef {StudyPlan['path'][number]} Step
 * @typedef {StudyPlan['schedule']['blocks'][number]} Block
 * @typedef {StudyPlan['assessment']['placement'][number]} PlacementItem
 * @typedef {{p: number, n: number, interval: number[]}} Mastery
 * @typedef {{country?: string | null, name: string, number?: string | null, text?: string | null,
 *   chat?: string | null, hours: string, url: string}} Helpline
 * @typedef {{level: number, message?: string | null, helplines?: Helpline[], emergency?: string | null,
 *   ai_disclosure?: string, reviewed?: string}} Guard
 */

/** @param {PlanAnswer} answer @returns {answer is StudyPlan} */
export function isPlan(answer) {
  return 'schedule' in answer && Array.isArray(answer.schedule?.blocks)
}

/** From this level of the guard on, help comes before anything else. */
export const HELP_LEVEL = 2
