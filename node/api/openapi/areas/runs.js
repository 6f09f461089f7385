/** Runs and the plans they made. */
import { RUN_ID } from '../exampleIds.js'
import { inPath, inQuery, json, ref } from '../describe.js'

const time = { type: 'string', format: 'date-time' }
const timeOrNull = { anyOf: [time, { type: 'null' }] }
const text = { type: 'string' }
const ID = inPath('id', { type: 'string', format: 'uuid' }, 'Of the run', RUN_ID)
const BASE = '/api/ai-agents'

/** @type {import('../describe.js').Area} */
export const runs = {
  tag: { name: 'Runs and plans', description: 'Work that outlives a request: followed, read again, kept.' },
  schemas: {
    Run: {
      type: 'object',
      required: ['run_id', 'status', 'events'],
      properties: {
        run_id: { ...text, format: 'uuid' },
        method: { ...text, examples: ['orchestrator.study_plan'] },
        status: { enum: ['accepted', 'running', 'done', 'failed', 'cancelled'] },
        attempts: { type: 'integer', minimum: 0 },
        created_at: time,
        started_at: timeOrNull,
        finished_at: timeOrNull,
        result: { description: 'Once it is done' },
        error: {
          description: 'If it failed',
          type: 'object',
          required: ['code', 'message'],
          properties: { code: text, message: text },
        },
        events: { ...text, description: 'Where they are read' },
      },
    },
    SkillList: {
      type: 'object',
      required: ['live', 'skills'],
      properties: {
        live: { type: 'boolean', description: 'It is what the running Python says' },
        skills: { type: 'array', items: ref('SkillListed') },
      },
    },
    SkillListed: {
      type: 'object',
      required: ['path', 'also', 'method', 'agent', 'summary', 'durable', 'params'],
      properties: {
        ...{ path: text, also: text, method: text, agent: text, summary: text },
        durable: { type: 'boolean', description: 'It outlives the request, and either process' },
        params: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'required'],
            properties: { name: text, required: { type: 'boolean' }, description: text },
          },
        },
      },
    },
  },
  paths: {
    [BASE]: {
      get: {
        id: 'listSkills',
        summary: 'Which skills there are',
        answers: { 200: { description: 'All of them', content: json(ref('SkillList')) } },
      },
    },
    [`${BASE}/runs/{id}`]: {
      get: {
        id: 'getRun',
        summary: 'How a run is',
        parameters: [ID],
        answers: { 200: { description: 'The run; its result once it is done', content: json(ref('Run')) } },
        problems: ['not_found'],
      },
      delete: {
        id: 'cancelRun',
        summary: 'Cancel a run',
        description: 'On whichever server it is worked on. One that has ended stays as it is.',
        parameters: [ID],
        answers: { 200: { description: 'The run as it is then', content: json(ref('Run')) } },
        problems: ['not_found'],
      },
    },
    [`${BASE}/runs/{id}/events`]: {
      get: {
        id: 'followRun',
        summary: 'Follow a run',
        description: 'From any number on, live or some minutes after its end.',
        parameters: [
          ID,
          inQuery(
            'after',
            { type: 'integer', minimum: 0, maximum: 999_999_999_999_999 },
            'The last number you have',
          ),
        ],
        answers: {
          200: {
            description: 'Its events',
            content: json(ref('ServerEvent'), undefined, 'text/event-stream'),
          },
          204: { description: 'It is over, and you have all of it' },
        },
        problems: ['not_found'],
      },
    },
    [`${BASE}/study-plan/{id}`]: {
      get: {
        id: 'getStudyPlan',
        summary: 'A plan that was made',
        description: 'As it is now, with its version as `ETag`; or as it was: the last 50 versions are kept.',
        parameters: [
          ID,
          inQuery('version', { type: 'integer', minimum: 1, maximum: 999_999_999 }, 'Not the newest'),
        ],
        answers: {
          200: {
            description: 'The plan, or what came in its place',
            content: json({ anyOf: [ref('StudyPlan'), ref('Help'), ref('AskBack'), ref('ChatReply')] }),
          },
        },
        problems: ['not_found', 'method_not_found', [409, 'not_ready'], [409, 'skill_failed']],
      },
    },
    [`${BASE}/study-plan/{id}.ics`]: {
      get: {
        id: 'getStudyPlanCalendar',
        summary: 'A plan’s blocks for your calendar',
        parameters: [ID],
        answers: { 200: { description: 'RFC 5545', content: json(text, undefined, 'text/calendar') } },
        problems: [
          'not_found',
          [409, 'not_ready'],
          [409, 'skill_failed'],
          'skill_failed',
          'deadline_exceeded',
        ],
      },
    },
  },
}
