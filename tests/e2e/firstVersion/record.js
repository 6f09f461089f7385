/**
 * Records the API's answers as they are, into tests/fixtures/first-version/: the requests of requests.js, sent in order
 * to a server of their own.
 *
 *     node tests/e2e/firstVersion/record.js            writes scenes that are not there yet
 *     node tests/e2e/firstVersion/record.js documents  writes this one anew
 *
 * What is recorded is a promise to clients. A scene is written anew only when its requests change, on the version that
 * it is of (`git worktree`), never to make a later version pass.
 */
import { access, mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { dataFolder, startServer } from '../server.js'
import { exchange } from './exchanges.js'
import { SCENES } from './requests.js'
import { either } from './shapes.js'

const FOLDER = new URL('../../fixtures/first-version/', import.meta.url)
const named = process.argv.slice(2)

await mkdir(FOLDER, { recursive: true })
for (const scene of SCENES) {
  const file = new URL(`${scene.name}.json`, FOLDER)
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (named.length > 0 ? named.includes(scene.name) : !isThere) {
    await writeFile(file, textOf(await record(scene)))
    console.log(`wrote ${fileURLToPath(file)}`)
  }
}

/** @param {import('./requests.js').Scene} scene */
async function record({ name, environment, wanted }) {
  /** @type {(() => Promise<unknown>)[]} */
  const cleanings = []
  const cleaning = { after: (/** @type {() => Promise<unknown>} */ clean) => void cleanings.push(clean) }
  try {
    const server = await startServer(cleaning, await dataFolder(cleaning), environment)
    const kept = new Map()
    const exchanges = []
    for (const one of wanted) {
      const { answer, body } = await exchange(server.url, one, kept)
      console.log(`${answer.status} ${one.request.method ?? 'GET'} ${one.request.path}`)
      if (answer.status >= 400) console.log(`    ${body?.detail}`)
      for (let time = 1; time < (one.times ?? 1); time += 1) {
        const { answer: again } = await exchange(server.url, one, kept)
        if (answer.shape && again.shape) answer.shape = either(answer.shape, again.shape)
      }
      exchanges.push({ ...one, answer })
    }
    return { name, environment, exchanges }
  } finally {
    for (const clean of cleanings.reverse()) await clean()
  }
}

/** One exchange a line. @param {Awaited<ReturnType<typeof record>>} scene */
function textOf({ name, environment, exchanges }) {
  const lines = exchanges.map((one) => JSON.stringify(one))
  return `{"name":"${name}","environment":${JSON.stringify(environment)},"exchanges":[\n${lines.join(',\n')}\n]}\n`
}
