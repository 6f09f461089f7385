/** The service behind /api/account, with nothing to give out and nothing to keep. */
import { Readable } from 'node:stream'
import { createAccount } from '../../../node/api/services/account.js'

/** @param {Pick<Parameters<typeof createAccount>[0], 'orchestrator' | 'auth' | 'log'>} deps */
export function accountDataDouble(deps) {
  const nothing = async () => {}
  return createAccount({
    ...deps,
    accountExport: { open: async () => Readable.from([Buffer.from('PK')]) },
    erasures: { begin: nothing, pending: async () => [], end: nothing, vacuum: nothing },
    learners: { remove: async () => true },
    async *runsOf() {},
    forget: () => {},
  })
}
