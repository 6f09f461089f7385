/** How the server is: for people, for who watches over it, and for its description. */
import { json, ref } from '../describe.js'

const text = { type: 'string' }
const yes = { type: 'boolean' }
const number = { type: 'number' }
const numberOrNull = { type: ['number', 'null'] }
const textOrNull = { type: ['string', 'null'] }
const anyone = /** @type {const} */ ('anyone')

/** @type {import('../describe.js').Area} */
export const observing = {
  tag: { name: 'Server', description: 'How it is, what it costs, and what it can do.' },
  schemas: {
    Landing: {
      type: 'object',
      required: ['name', 'what', 'links'],
      properties: {
        name: text,
        what: text,
        try: text,
        links: { type: 'object', additionalProperties: text },
      },
    },
    Health: {
      type: 'object',
      required: ['status', 'node', 'database', 'python', 'model'],
      properties: {
        status: { enum: ['ok', 'degraded'] },
        node: {
          type: 'object',
          required: ['ok'],
          properties: { ok: yes, version: text, app: text, pid: number, uptime_s: number, rss_bytes: number },
        },
        database: {
          type: 'object',
          required: ['ok'],
          properties: { ok: yes, embedded: yes, latency_ms: number, version: text, reason: text },
        },
        python: {
          type: 'object',
          required: ['ok', 'state'],
          properties: {
            ...{ ok: yes, state: text, phase: textOrNull, verdict: textOrNull, pong_ms: numberOrNull },
            ...{ restarts: number, version: textOrNull, python: textOrNull, pid: numberOrNull },
            ...{
              uptime_s: numberOrNull,
              in_flight: numberOrNull,
              loop_lag_ms: numberOrNull,
              rss_bytes: numberOrNull,
            },
          },
        },
        model: { type: 'object', required: ['configured'], properties: { configured: yes } },
        runs: { type: 'object' },
      },
    },
    Ops: {
      type: 'object',
      required: ['at', 'node', 'database', 'python', 'calls', 'runs', 'methods'],
      properties: {
        at: { type: 'string', format: 'date-time' },
        node: {
          type: 'object',
          properties: {
            ...{ pid: number, version: text, uptime_s: number, rss_bytes: number, heap_bytes: number },
            ...{ loop_lag_ms: numberOrNull, connections: number },
          },
        },
        database: {
          type: 'object',
          required: ['ok'],
          properties: { ok: yes, latency_ms: number, reason: text },
        },
        python: {
          type: 'object',
          required: ['state', 'restarts', 'processes'],
          properties: {
            state: text,
            ...{ restarts: number, crashes: number, recycles: number, pong_ms: numberOrNull },
            processes: { type: 'array', items: { type: 'object', required: ['process', 'state'] } },
          },
        },
        calls: { type: 'object', properties: { in_flight: number, queued: number } },
        runs: { type: 'object', properties: { queued: number, active: number } },
        methods: { type: 'array', items: { type: 'object', required: ['method', 'calls', 'failed'] } },
      },
    },
    Liveness: { type: 'object', required: ['status'], properties: { status: { const: 'ok' } } },
    Readiness: {
      type: 'object',
      required: ['status'],
      properties: {
        status: { enum: ['ready', 'starting', 'stopping', 'without database'] },
      },
    },
    Agents: {
      type: 'object',
      required: ['active', 'agents'],
      properties: {
        active: yes,
        agents: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'active', 'skills'],
            properties: { name: text, active: yes, reason: text, skills: { type: 'array', items: text } },
          },
        },
      },
    },
    HybridStatus: {
      type: 'object',
      required: ['success', 'data'],
      properties: {
        success: { const: true },
        data: {
          type: 'object',
          required: ['pythonAgentsActive', 'agents'],
          properties: { pythonAgentsActive: yes, agents: { type: 'object', additionalProperties: yes } },
        },
      },
    },
  },
  paths: {
    '/api/ops': {
      get: {
        id: 'getOps',
        summary: 'The server at work, for operators',
        description:
          'Who that is: in production those of OPERATORS, elsewhere everyone. Live: the event `ops` of the socket.',
        answers: { 200: { description: 'Processes, latencies, what waits', content: json(ref('Ops')) } },
        problems: ['forbidden'],
      },
    },
    '/': {
      get: {
        id: 'getLanding',
        summary: 'The way in',
        description: 'Browsers get the page.',
        who: anyone,
        answers: {
          200: {
            description: 'Where to go',
            content: { ...json(ref('Landing')), ...json(text, undefined, 'text/html') },
          },
        },
      },
    },
    '/health': {
      get: {
        id: 'getHealth',
        summary: 'How the parts are',
        who: anyone,
        answers: {
          200: { description: 'All is well', content: json(ref('Health')) },
          503: { description: 'A part is away', content: json(ref('Health')) },
        },
      },
    },
    '/health/live': {
      get: {
        id: 'getLiveness',
        summary: 'Whether the process is there',
        description: 'Asks no other part: who watches over the process restarts it when there is no answer.',
        who: anyone,
        answers: { 200: { description: 'It is', content: json(ref('Liveness'), { status: 'ok' }) } },
      },
    },
    '/health/ready': {
      get: {
        id: 'getReadiness',
        summary: 'Whether to send requests here',
        who: anyone,
        answers: {
          200: { description: 'Do', content: json(ref('Readiness'), { status: 'ready' }) },
          503: {
            description: 'Not while it starts, stops, or has no database',
            content: json(ref('Readiness'), { status: 'starting' }),
          },
        },
      },
    },
    '/metrics': {
      get: {
        id: 'getMetrics',
        summary: 'What calls cost, for Prometheus',
        description: 'In production for this machine, or with METRICS_TOKEN as bearer token.',
        who: anyone,
        answers: { 200: { description: 'Its text format', content: json(text, undefined, 'text/plain') } },
        problems: ['not_found'],
      },
    },
    '/api/ai-agents/status': {
      get: {
        id: 'getAgents',
        summary: 'Which agents are active, or why not',
        answers: { 200: { description: 'All of them', content: json(ref('Agents')) } },
      },
    },
    '/api/ai-agents/hybrid/status': {
      get: {
        id: 'getHybridStatus',
        summary: 'The six agents in the form of the predecessor',
        answers: { 200: { description: 'Each, active or not', content: json(ref('HybridStatus')) } },
      },
    },
    '/api/openapi.json': {
      get: {
        id: 'getOpenApi',
        summary: 'This description',
        who: anyone,
        answers: {
          200: { description: 'OpenAPI 3.1', content: json({ type: 'object' }) },
          304: { description: 'You have it' },
        },
      },
    },
    '/api/docs': {
      get: {
        id: 'getDocs',
        summary: 'This description, to be read',
        who: anyone,
        answers: { 200: { description: 'A page', content: json(text, undefined, 'text/html') } },
      },
    },
  },
}
