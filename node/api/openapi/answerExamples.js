/** Answers as they look, by operation: for what is short enough to be looked at. Each is held against its schema by a test. */
import { DOCUMENT_ID, RUN_ID } from './exampleIds.js'

const DOCUMENT = {
  ...{ document_id: DOCUMENT_ID, title: 'Cells', name: 'cells.md', kind: 'markdown', language: 'en' },
  ...{ pages: 1, size_bytes: 62, added: '2026-11-22T18:04:32.755356+00:00' },
}
const STATUS = [{ page: 1, status: 'ok' }]
const RUN = {
  ...{ run_id: RUN_ID, method: 'orchestrator.study_plan', status: 'running', attempts: 1 },
  ...{ created_at: '2026-11-22T18:04:32.755Z', started_at: '2026-11-22T18:04:32.801Z', finished_at: null },
  events: `/api/ai-agents/runs/${RUN_ID}/events`,
}
const SKILL = {
  ...{ path: '/api/ai-agents/generic-path', also: '/api/ai-agents/learning/generic-path' },
  ...{ method: 'learning.generic_path', agent: 'learning', durable: false },
  summary: 'The path for a subject that no topic pack covers: steps that hold for any subject.',
  params: [{ name: 'topic', required: true, description: 'A subject or concept in your words' }],
}
const SIX = ['learning', 'assessment', 'wellness', 'schedule', 'motivation', 'personalization']

/** By `operationId` and status. @type {Record<string, Record<number, unknown>>} */
const ANSWERS = {
  listSkills: { 200: { live: true, skills: [SKILL] } },
  getRun: { 200: RUN },
  getHybridStatus: {
    200: {
      success: true,
      data: { pythonAgentsActive: true, agents: Object.fromEntries(SIX.map((name) => [name, true])) },
    },
  },
  getAgents: {
    200: { active: true, agents: [{ name: 'learning', active: true, skills: ['path', 'explain'] }] },
  },
  listDocuments: { 200: { documents: [DOCUMENT] } },
  addDocument: {
    201: {
      ...{ document_id: DOCUMENT_ID, title: 'Cells', kind: 'markdown', language: 'en', pages: 1 },
      ...{
        status: STATUS,
        chunks: 2,
        outcome: 'added',
        indexed_pages: 1,
        note: '1 of 1 pages can be asked.',
      },
    },
  },
  getDocument: {
    200: { ...DOCUMENT, status: STATUS, chunks: 2, sections: [{ title: 'Cells', level: 1, page: 1 }] },
  },
  deleteDocument: {
    200: {
      ...{ document_id: DOCUMENT_ID, title: 'Cells', deleted: true, removed_quizzes: 0, removed_cards: 0 },
      note: 'Its text and its index are deleted; nothing was made from it.',
    },
  },
  getDocumentPage: {
    200: {
      ...{ document_id: DOCUMENT_ID, page: 1, pages: 1, status: 'ok' },
      text: '# Cells\n\nOsmosis is the movement of water through a membrane.',
    },
  },
  getLanding: {
    200: {
      name: 'Study companion',
      what: 'Six agents make a study plan with you.',
      try: `curl http://localhost:5001/api/ai-agents/study-plan -d '{"user_input":"Help me study genetics"}'`,
      links: { health: '/health', docs: '/api/docs' },
    },
  },
}
const ACCEPTED = { run_id: RUN_ID, status: 'accepted', href: `/api/ai-agents/runs/${RUN_ID}` }

/**
 * @param {string} operationId
 * @param {Record<string, any>} answers of one operation, as described
 * @returns {Record<string, any>} the same, with examples
 */
export function withExamples(operationId, answers) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => {
      const own = status === '202' && answer.links ? ACCEPTED : ANSWERS[operationId]?.[Number(status)]
      const content = Object.entries(answer.content ?? {}).map(([type, described]) => {
        const example = type === 'application/json' ? own : undefined
        return [type, example === undefined ? described : { ...described, example }]
      })
      return [status, content.length > 0 ? { ...answer, content: Object.fromEntries(content) } : answer]
    }),
  )
}
