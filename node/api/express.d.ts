import type { Logger } from 'pino'

/** What our middleware adds to a request. */
declare global {
  namespace Express {
    interface Request {
      /** `X-Request-Id`, given or made (middleware/request.js) */
      id: string
      log: Logger
      /** W3C trace context, given or made */
      traceparent: string
      /** middleware/identity.js */
      learnerId: string
      /** null for guests */
      user: { id: string; learnerId: string; email: string; name: string } | null
      /** the session of the access token; null for guests */
      sid: string | null
      /** why who asked may not go on being answered, if so by now (services/askers.js) */
      refusal: (how?: { evenExpired?: boolean }) => Promise<Error | null>
      /** by which the request is known when it is sent again (middleware/idempotencyKey.js) */
      idempotencyKey?: string
      /** the body's members (middleware/body.js) */
      fields: Record<string, unknown>
      /** its values are all text, to be read as the types the skill asks for */
      fromForm: boolean
    }
  }
}
