/** Coming in, going on, going out. */
import { json, ref } from '../describe.js'

const text = { type: 'string' }
const EMAIL = { ...text, format: 'email', maxLength: 254 }
const PASSWORD = { ...text, minLength: 10, maxLength: 128 }
/** Nor one of two characters over and over. */
const NEW_PASSWORD = { ...PASSWORD, not: { pattern: '^([\\s\\S])\\1*([\\s\\S])?(\\1|\\2)*$' } }
/** Not only spaces, and none of what services/credentials.js refuses. */
const REFUSED = '\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069'
const SHOWN = `^[^${REFUSED}]*[^\\s\\ufeff${REFUSED}][^${REFUSED}]*$`
const NAME = { ...text, minLength: 1, maxLength: 100, pattern: SHOWN }
const SET_COOKIE = { 'Set-Cookie': { description: 'The refresh token: `refresh`, HttpOnly', schema: text } }
const EXAMPLE = { email: 'ada@example.org', password: 'a long walk by the sea', name: 'Ada' }
const anyone = /** @type {const} */ ('anyone')
const user = /** @type {const} */ ('user')

/** @param {Record<string, object>} properties @param {Record<string, string>} example */
function body(properties, example) {
  const schema = {
    type: 'object',
    required: Object.keys(properties),
    properties,
    additionalProperties: false,
  }
  return { content: json(schema, example) }
}

/** @type {import('../describe.js').Area} */
export const accounts = {
  tag: {
    name: 'Accounts',
    description:
      'An access token is good for minutes and goes with every request; a refresh token, in a cookie that scripts cannot read, is good once, for a new pair.',
  },
  paths: {
    '/api/auth/register': {
      post: {
        id: 'register',
        summary: 'Make an account',
        description:
          'You are logged in then. What was kept for you as a guest is yours. A password is 10 to 128 characters long, none of the most common, and neither your email nor your name.',
        who: anyone,
        body: body({ email: EMAIL, password: NEW_PASSWORD, name: NAME }, EXAMPLE),
        answers: {
          201: { description: 'It is made', content: json(ref('LoggedIn')), headers: SET_COOKIE },
        },
        problems: ['conflict'],
      },
    },
    '/api/auth/login': {
      post: {
        id: 'logIn',
        summary: 'Log in',
        description: 'An email that has no account is refused as a wrong password is.',
        who: anyone,
        body: body({ email: text, password: text }, { email: EXAMPLE.email, password: EXAMPLE.password }),
        answers: {
          200: { description: 'You are logged in', content: json(ref('LoggedIn')), headers: SET_COOKIE },
        },
        problems: ['unauthenticated'],
      },
    },
    '/api/auth/refresh': {
      post: {
        id: 'refresh',
        summary: 'Go on: a new pair of tokens',
        description:
          'For the refresh token in the cookie, which is good once: one that comes again later than 10 s after ends the session.',
        who: 'refresh',
        answers: {
          200: { description: 'The session goes on', content: json(ref('LoggedIn')), headers: SET_COOKIE },
        },
      },
    },
    '/api/auth/logout': {
      post: {
        id: 'logOut',
        summary: 'Log out',
        description:
          'Ends the session of the refresh token in the cookie, and its access tokens. Without one nothing happens.',
        who: anyone,
        answers: { 204: { description: 'The session is over' } },
      },
    },
    '/api/auth/me': {
      get: {
        id: 'getMe',
        summary: 'Who you are',
        who: user,
        answers: { 200: { description: 'Your account', content: json(ref('Me')) } },
      },
    },
    '/api/auth/password': {
      post: {
        id: 'changePassword',
        summary: 'Change your password',
        description: 'Your other sessions end; this one goes on.',
        who: user,
        body: body(
          { current_password: text, new_password: NEW_PASSWORD },
          { current_password: EXAMPLE.password, new_password: 'a longer walk by the sea' },
        ),
        answers: { 204: { description: 'It is changed' } },
        problems: ['forbidden'],
      },
    },
  },
  schemas: {
    User: {
      type: 'object',
      required: ['id', 'email', 'name'],
      properties: { id: { ...text, format: 'uuid' }, email: text, name: text },
      additionalProperties: false,
    },
    Me: {
      type: 'object',
      required: ['user'],
      properties: { user: ref('User') },
      additionalProperties: false,
    },
    LoggedIn: {
      type: 'object',
      required: ['user', 'access_token', 'expires_in'],
      properties: {
        user: ref('User'),
        access_token: { ...text, description: 'A JWT, for `Authorization: Bearer …`' },
        expires_in: { type: 'integer', minimum: 1, description: 'Seconds' },
      },
      additionalProperties: false,
    },
  },
}
