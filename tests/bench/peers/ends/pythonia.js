/** pythonia: a function of a Python module, called with a text and giving one. */
import { childFile, load, peerPython } from '../home.js'

const TIMEOUT_MS = 60_000

/** @returns {Promise<import('../ends.js').End>} */
export async function open() {
  process.env.PYTHON_BIN = peerPython
  const { python } = await load('pythonia')
  const module = await python(childFile('pythonia_echo.py'))
  return {
    echo: async (params) => JSON.parse(await module.echo$(JSON.stringify(params), { $timeout: TIMEOUT_MS })),
    big: (size) => module.big$(size, { $timeout: TIMEOUT_MS }),
    close: async () => python.exit(),
  }
}
