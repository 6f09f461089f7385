/** Everything that is kept about whoever asks: given out, and erased. */
import { json } from '../describe.js'

const text = { type: 'string' }

/** @type {import('../describe.js').Area} */
export const accountData = {
  tag: {
    name: 'Your data',
    description: 'Everything that is kept about you, as one file; and its end. For guests too.',
  },
  paths: {
    '/api/account/export': {
      get: {
        id: 'exportAccount',
        summary: 'Everything about you, as a zip',
        description:
          'JSON, CSV and calendars, with a README.txt that says what each file is. It is made while it is sent.',
        answers: {
          200: {
            description: 'The zip',
            content: { 'application/zip': { schema: { ...text, format: 'binary' } } },
            headers: { 'Content-Disposition': { description: 'Its file name', schema: text } },
          },
        },
      },
    },
    '/api/account': {
      delete: {
        id: 'eraseAccount',
        summary: 'Erase everything about you',
        description:
          'Your account, sessions, runs, plans, documents and all that the agents keep. It cannot be taken back. Who has an account gives its password; a guest gives nothing. 202: it is out of reach already, and what is left is deleted as soon as the agents can be reached.',
        body: {
          required: false,
          content: json(
            { type: 'object', properties: { password: text }, additionalProperties: false },
            { password: 'a long walk by the sea' },
          ),
        },
        answers: {
          202: {
            description: 'It has begun',
            content: json({
              type: 'object',
              required: ['status', 'text'],
              properties: { status: { const: 'accepted' }, text },
              additionalProperties: false,
            }),
          },
          204: { description: 'It is gone' },
        },
        problems: ['forbidden'],
      },
    },
  },
}
