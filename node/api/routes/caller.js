/** Who asks, and from where, as a request says it. */
import { invalidParams } from '../problem.js'
import { isTimezone } from '../services/skills.js'

const LOCALE = /^[a-z]{2,8}(-[a-z0-9]{1,8}){0,4}$/i

/**
 * @param {import('express').Request} request
 * @returns {import('../../pythonOnlyOrchestrator.js').Caller}
 */
export function callerOf(request) {
  const timezone = request.get('x-timezone')
  if (timezone !== undefined && !isTimezone(timezone)) {
    const expected = 'an IANA time zone such as Europe/Berlin'
    throw invalidParams([{ field: 'X-Timezone', expected, got: timezone.slice(0, 60) }])
  }
  return {
    learnerId: request.learnerId,
    locale: request.acceptsLanguages().find((tag) => LOCALE.test(tag)),
    timezone: timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    traceparent: request.traceparent,
    correlationId: request.id,
  }
}
