/**
 * `npm run doctor`: what this machine lacks for a start, each line fine or with its fix. `-- --json` for programs.
 * Exit status 0 when all is fine, 1 when something is to be mended. Needs nothing but Node, and changes nothing.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireNode } from './nodeVersion.js'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const COLUMN = 12

requireNode()
const { diagnose } = await import('./diagnosis.js')

const asJson = process.argv.includes('--json')
/** @type {({ ok: boolean } & import('./diagnosis.js').Finding)[]} */
const findings = []
for await (const { check, text, fix } of diagnose({ root: ROOT })) {
  findings.push({ ok: fix === undefined, check, text, ...(fix && { fix }) })
  if (asJson) continue
  console.log(`${fix === undefined ? '✓' : '✗'} ${check.padEnd(COLUMN)} ${text}`)
  if (fix !== undefined) console.log(`  ${' '.repeat(COLUMN)} → ${fix}`)
}
const faults = findings.filter(({ ok }) => !ok).length
if (asJson) console.log(JSON.stringify({ ok: faults === 0, findings }))
else
  console.log(
    faults === 0 ? '\nAll is well.' : `\n${faults} ${faults === 1 ? 'thing is' : 'things are'} to be mended.`,
  )
process.exitCode = faults === 0 ? 0 : 1
