/** What each of the six agents is at, told from a run's events and, when it has ended, from its plan. */
import { isPlan } from '../reading/shapes.js'
import { counted, inMinutes } from '../reading/words.js'

/** In the order in which they begin. */
export const AGENTS = /** @type {const} */ ([
  { name: 'wellness', title: 'Wellness', task: 'Looks after you first, and sets a limit for the day' },
  { name: 'personalization', title: 'Personalization', task: 'Recalls what you said and answered before' },
  { name: 'learning', title: 'Learning', task: 'Finds the concepts, and the order they need' },
  { name: 'schedule', title: 'Schedule', task: 'Gives every concept its time' },
  { name: 'assessment', title: 'Assessment', task: 'Picks questions that show where to begin' },
  { name: 'motivation', title: 'Motivation', task: 'Makes a first step, and plans for bad days' },
])

/** What a skill is at, while it works. @type {Record<string, string>} */
const WORKING = {
  'wellness.guard': 'Reading your words with care',
  'wellness.daily_cap': 'Working out how much a day is healthy',
  'personalization.recall': 'Recalling what it knows of you',
  'learning.path': 'Ordering the concepts',
  'learning.generic_path': 'Dividing the subject into steps',
  'schedule.plan': 'Placing blocks in your days',
  'assessment.placement': 'Choosing the questions that tell most',
  'assessment.checkpoints': 'Setting days to check',
  'motivation.if_then': 'Tying first steps to your blocks',
}

/** @typedef {'waiting' | 'working' | 'ok' | 'late' | 'failed' | 'skipped'} AgentState */
/** @typedef {{name: string, title: string, task: string, state: AgentState, ms: number | null, text: string}} AgentNow */

/**
 * @param {import('./following.js').Said[]} events that are shown so far
 * @param {import('../reading/shapes.js').PlanAnswer | null} answer
 * @returns {AgentNow[]}
 */
export function agentsNow(events, answer) {
  return AGENTS.map((agent) => {
    const own = events.filter((event) => event.agent === agent.name)
    const { state, ms } = answer ? atEnd(answer, agent.name) : underway(own)
    return { ...agent, state, ms, text: textOf(agent, state, own, events, answer) }
  })
}

/** @param {import('./following.js').Said[]} own @returns {{state: AgentState, ms: number | null}} */
function underway(own) {
  /** @type {Set<string>} */
  const open = new Set()
  let ms = 0
  /** @type {AgentState} */
  let worst = 'ok'
  for (const event of own) {
    if (event.type === 'agent.started') open.add(event.skill)
    else if (event.type === 'agent.done' || event.type === 'agent.failed') {
      open.delete(event.skill)
      ms += event.ms ?? 0
      if (event.type === 'agent.failed') worst = event.reason === 'late' ? 'late' : 'failed'
    }
  }
  if (own.length === 0) return { state: 'waiting', ms: null }
  return open.size > 0 ? { state: 'working', ms: null } : { state: worst, ms }
}

/** @param {import('../reading/shapes.js').PlanAnswer} answer @param {string} name @returns {{state: AgentState, ms: number | null}} */
function atEnd({ agents }, name) {
  const report = agents[name]
  return report ? { state: report.status, ms: report.ms } : { state: 'skipped', ms: null }
}

/**
 * @param {{name: string, task: string}} agent @param {AgentState} state @param {import('./following.js').Said[]} own
 * @param {import('./following.js').Said[]} events @param {import('../reading/shapes.js').PlanAnswer | null} answer
 */
function textOf({ name, task }, state, own, events, answer) {
  if (state === 'waiting') return task
  if (state === 'working') return `${WORKING[own.at(-1)?.skill] ?? task}…`
  if (state === 'skipped') return 'Was not needed this time.'
  if (state === 'late') return 'Took too long. The plan goes on without its part.'
  if (state === 'failed') return 'Could not do its part. The plan goes on without it.'
  if (answer) return isPlan(answer) ? found(name, answer) : 'Has read your words.'
  const decision = events.findLast((event) => event.type === 'decision' && SETTLES[event.question] === name)
  return decision?.because ?? `${task}. Done.`
}

/** Which agent's share a decision says most about. @type {Record<string, string>} */
const SETTLES = {
  minutes_per_day: 'wellness',
  path_length: 'learning',
  deadline: 'schedule',
}

/** @param {string} name @param {import('../reading/shapes.js').StudyPlan} plan */
function found(name, plan) {
  const { path, schedule, assessment, motivation, wellness, personalization } = plan
  if (name === 'wellness') return `At most ${inMinutes(wellness.cap_minutes_per_day)} of study a day.`
  if (name === 'personalization') {
    const known = personalization.used.filter(({ source }) => source !== 'this request')
    return known.length === 0
      ? 'Knows nothing of you yet but what you just said.'
      : `Used ${counted(known.length, 'thing')} it knows of you.`
  }
  if (name === 'learning') {
    const minutes = path.reduce((sum, step) => sum + step.minutes, 0)
    return `${counted(path.length, 'concept')}, ${inMinutes(minutes)} of learning.`
  }
  if (name === 'schedule') {
    const blocks = schedule.blocks.filter(({ kind }) => kind !== 'break')
    const days = new Set(blocks.map(({ start }) => start.slice(0, 10))).size
    return `${counted(blocks.length, 'block')} on ${counted(days, 'day')}${schedule.feasible ? '' : '; not everything fits'}.`
  }
  if (name === 'assessment')
    return `${counted(assessment.placement.length, 'question')} to begin with, ${counted(assessment.checkpoints.length, 'checkpoint')}.`
  return `A first step of ${inMinutes(motivation.first_step.minutes)}, and ${counted(motivation.if_then.length, 'if-then plan')}.`
}
