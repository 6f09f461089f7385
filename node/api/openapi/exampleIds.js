/** What stands in examples for something of one's own: whoever sends an example puts that in its place. */
export const RUN_ID = '7b0c9a52-3f0e-4c0b-8f57-0d6a4f4d1c11'
export const DOCUMENT_ID = 'doc-4f1c2a9b7e6d5c30'
export const QUIZ_ID = 'quiz-of-yours'
/** A whole plan, as a study plan was answered. */
export const PLAN = Object.freeze({ run_id: RUN_ID, schedule: { blocks: [] } })
/** Where a block of it begins, and where it is to begin. */
export const BLOCK_START = '2026-11-23T18:00:00+01:00'
export const BLOCK_TO = '2026-11-24T18:00:00+01:00'
