/** `npm run bench:quality -- FOLDER`: how good answers, summaries and readings are, on sets that lie in a folder. */
import { resolve } from 'node:path'
import inPython from './inPython.js'

try {
  await inPython({
    module: 'tests.bench.quality.run',
    args: process.argv.slice(2).map((folder) => resolve(folder)),
    cleaning: { after: (clean) => void process.once('exit', clean) },
  })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
