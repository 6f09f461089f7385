/** The areas of routes that are described, in the order of the pages. */
import { accountData } from './areas/accountData.js'
import { accounts } from './areas/accounts.js'
import { documents } from './areas/documents.js'
import { observing } from './areas/observing.js'
import { plans } from './areas/plans.js'
import { runs } from './areas/runs.js'

/** @type {import('./describe.js').Area[]} */
export const AREAS = [runs, plans, documents, accounts, accountData, observing]
