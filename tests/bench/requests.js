/** Study plans to ask for, each different from the others, and what their answers must hold. */

const subjects = [
  'machine learning',
  'linear algebra',
  'calculus',
  'statistics',
  'Python',
  'databases',
  'operating systems',
  'mechanics',
  'organic chemistry',
  'genetics',
  'microeconomics',
  'modern history',
]
const minutes = [30, 45, 60, 75, 90]
const days = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays']

/** @param {number} n below 420 no two are alike */
export function request(n) {
  const subject = subjects[n % 12]
  const day = days[Math.floor(n / 12) % 7]
  const most = minutes[Math.floor(n / 84) % 5]
  const text = `I want to learn ${subject}, exam in ${4 + (n % 3)} weeks, ${most} minutes a day, not on ${day}`
  return { user_input: text }
}

/** @param {any} plan @param {number} n */
export function checkPlan(plan, n) {
  if (plan?.engine !== 'core' || !(plan.schedule.blocks.length > 0) || plan.degraded.length > 0) {
    throw new Error(`no whole plan for ${request(n).user_input}: ${JSON.stringify(plan).slice(0, 500)}`)
  }
}
