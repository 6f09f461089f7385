/** The learner's own material. */
import { DOCUMENT_ID } from '../exampleIds.js'
import { inPath, json, linkTo, ref } from '../describe.js'

const text = { type: 'string' }
const ID = inPath(
  'id',
  { ...text, minLength: 1, maxLength: 80, pattern: '^[\\w-]+$' },
  'Of the document',
  DOCUMENT_ID,
)
const TIMEZONE = { $ref: '#/components/parameters/Timezone' }
const BASE = '/api/ai-agents/documents'

/** @type {import('../describe.js').Area} */
export const documents = {
  tag: { name: 'Documents', description: 'Your own material: PDF, plain text, Markdown.' },
  paths: {
    [BASE]: {
      get: {
        id: 'listDocuments',
        summary: 'Which documents you have',
        parameters: [TIMEZONE],
        answers: { 200: { description: 'All of them', content: json(ref('Documents')) } },
        problems: ['skill_failed', 'deadline_exceeded'],
      },
      post: {
        id: 'addDocument',
        summary: 'Upload a document',
        description: 'It is read page by page; with `Accept: text/event-stream` there is an event for each.',
        parameters: [TIMEZONE, { $ref: '#/components/parameters/IdempotencyKey' }],
        body: {
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['file'],
                properties: {
                  file: { ...text, format: 'binary', description: 'PDF, plain text or Markdown' },
                  title: { ...text, minLength: 1, maxLength: 200 },
                  password: {
                    ...text,
                    maxLength: 200,
                    description: 'Opens an encrypted PDF; it is not kept',
                  },
                },
                additionalProperties: false,
              },
              encoding: { file: { contentType: 'application/pdf, text/plain, text/markdown' } },
              example: {
                file: '# Cells\n\nOsmosis is the movement of water through a membrane.\n',
                title: 'Cells',
              },
            },
          },
        },
        answers: {
          200: {
            description: 'The events up to the result, if you take them',
            content: json(ref('ServerEvent'), undefined, 'text/event-stream'),
          },
          201: {
            description: 'It is read',
            content: json(ref('Added')),
            headers: { Location: { $ref: '#/components/headers/Location' } },
            links: { ...linkTo('getDocument', 'document_id'), ...linkTo('deleteDocument', 'document_id') },
          },
        },
        problems: ['conflict', 'skill_failed', 'deadline_exceeded', [415, 'invalid_params']],
      },
    },
    [`${BASE}/{id}`]: {
      get: {
        id: 'getDocument',
        summary: 'What is in a document',
        parameters: [ID, TIMEZONE],
        answers: { 200: { description: 'Its pages and sections', content: json(ref('Shown')) } },
        problems: ['not_found', 'skill_failed', 'deadline_exceeded'],
      },
      delete: {
        id: 'deleteDocument',
        summary: 'Remove a document',
        parameters: [ID, TIMEZONE],
        answers: {
          200: { description: 'It and what was made of it is gone', content: json(ref('Removed')) },
        },
        problems: ['not_found', 'skill_failed', 'deadline_exceeded'],
      },
    },
    [`${BASE}/{id}/pages/{page}`]: {
      get: {
        id: 'getDocumentPage',
        summary: 'The text of a page',
        parameters: [
          ID,
          inPath('page', { type: 'integer', minimum: 1, maximum: 1_000_000 }, 'Counted from 1', 1),
          TIMEZONE,
        ],
        answers: {
          200: { description: 'Its text; citations count its characters', content: json(ref('PageText')) },
        },
        problems: ['not_found', 'skill_failed', 'deadline_exceeded'],
      },
    },
  },
}
