/**
 * Which skills there are, by what path, with what parameters: read from the OpenRPC document of the running Python
 * process, or from schemas/openrpc.json while there is none.
 */
import { readFile } from 'node:fs/promises'
import { distance } from './distance.js'

/**
 * @typedef {{name: string, required?: boolean, description?: string, schema: Record<string, any>}} Param
 *
 * @typedef {object} Skill
 * @property {string} method `assessment.quiz`
 * @property {string} agent
 * @property {string} path `quiz`
 * @property {string} longPath `assessment/quiz`
 * @property {string} summary
 * @property {string} [description]
 * @property {Param[]} params
 * @property {Record<string, any>} result the schema of its answer
 * @property {boolean} idempotent
 * @property {boolean} durable
 * @property {string[][]} needs groups of parameters of which one is to be given whole; empty: it may do without
 *
 * @typedef {object} Catalogue
 * @property {boolean} live it is what the running process says
 * @property {Skill[]} skills that may be asked for from outside
 * @property {Record<string, any>} components what the schemas refer to
 * @property {(path: string) => Skill | undefined} find by short or long path
 * @property {(path: string) => Skill | undefined} findInternal the same, by the server itself: also what only it may ask for
 * @property {(skill: Skill) => string} pathTo the shortest path that finds this skill
 * @property {(path: string) => string[]} near paths spelt like this one
 */

const FALLBACK = new URL('../../../schemas/openrpc.json', import.meta.url)
const MAX_NEAR = 3
/**
 * Skills that only the server itself may ask for: an account is erased with its password and whole, not the agents' half
 * of it alone, and a file comes as an upload, not as a path on this machine.
 */
const INTERNAL = new Set(['personalization.erase', 'document.add'])

/**
 * @param {{discover: () => Promise<any>, log: import('pino').Logger, fallback?: URL}} deps
 */
export function createCatalogue({ discover, log, fallback = FALLBACK }) {
  /** @type {Promise<Catalogue> | null} */
  let live = null
  /** @type {Promise<Catalogue> | null} */
  let stored = null
  return {
    /** To be called at each start of a Python process: what it offers may have changed. */
    async refresh() {
      const asked = discover().then((document) => catalogueOf(document, true))
      asked.catch((error) => log.warn({ err: error }, 'Python did not say which skills it has'))
      const outcome = await asked.catch(() => null)
      if (outcome) live = Promise.resolve(outcome)
    },

    /** Python is away: what it said last is still the best knowledge, but it is not live. */
    lost() {
      live = live && live.then((known) => ({ ...known, live: false }))
    },

    /** @returns {Promise<Catalogue>} */
    current() {
      stored ??= readFile(fallback, 'utf8').then(
        (text) => catalogueOf(JSON.parse(text), false),
        () => catalogueOf({ methods: [] }, false),
      )
      return live ?? stored
    },
  }
}

/** @param {any} document OpenRPC 1.3 @param {boolean} live @returns {Catalogue} */
export function catalogueOf(document, live) {
  /** @type {Skill[]} */
  const all = document.methods.filter((/** @type {any} */ method) => method['x-skill']).map(toSkill)
  const skills = all.filter(({ method }) => !INTERNAL.has(method))
  const internal = new Map(
    all.filter(({ method }) => INTERNAL.has(method)).map((skill) => [skill.longPath, skill]),
  )
  /** @type {Map<string, Skill>} */
  const byPath = new Map()
  // Where two agents share a skill's name the first keeps the short path; the long one always works.
  for (const skill of skills) {
    if (!byPath.has(skill.path)) byPath.set(skill.path, skill)
    byPath.set(skill.longPath, skill)
  }
  return {
    live,
    skills,
    components: document.components ?? {},
    find: (path) => byPath.get(path),
    findInternal: (path) => byPath.get(path) ?? internal.get(path),
    pathTo: (skill) => (byPath.get(skill.path) === skill ? skill.path : skill.longPath),
    near: (path) => nearest(path, [...byPath.keys()]),
  }
}

/** @param {any} method @returns {Skill} */
function toSkill(method) {
  const agent = method['x-agent']
  return {
    method: method.name,
    agent,
    path: method['x-path'],
    longPath: `${agent}/${method['x-skill'].replaceAll('_', '-')}`,
    summary: method.summary ?? '',
    ...(method.description && { description: method.description }),
    params: method.params ?? [],
    result: method.result?.schema ?? {},
    idempotent: method['x-idempotent'] === true,
    durable: method['x-durable'] === true,
    needs: method['x-needs'] ?? [],
  }
}

/** @param {string} path @param {string[]} paths */
function nearest(path, paths) {
  const limit = Math.max(2, Math.floor(path.length / 3))
  return paths
    .map((candidate) => ({ candidate, far: distance(path, candidate) }))
    .filter(({ candidate, far }) => far <= limit || candidate.split('/').includes(path))
    .sort((a, b) => a.far - b.far || a.candidate.localeCompare(b.candidate))
    .slice(0, MAX_NEAR)
    .map(({ candidate }) => candidate)
}
