/** Reading with a skill: what the agents answer to a question that changes nothing. */
import useSWR from 'swr'
import { send } from './client.js'

const HERE = '/api/ai-agents/'

/**
 * @template Answer
 * @param {string | null} path of the skill; null: nothing is asked yet
 * @param {object} [fields]
 * @param {import('swr').SWRConfiguration} [more]
 * @returns {import('swr').SWRResponse<Answer, any>}
 */
export function useSkill(path, fields = {}, more = {}) {
  const key = path === null ? null : /** @type {[string, object]} */ ([HERE + path, fields])
  return useSWR(key, ([address, given]) => /** @type {Promise<Answer>} */ (send(address, given)), more)
}

/** @template Answer @param {string} path @param {object} [fields] @param {{signal?: AbortSignal}} [how] @returns {Promise<Answer>} */
export function askSkill(path, fields = {}, how = {}) {
  return send(HERE + path, fields, how)
}
