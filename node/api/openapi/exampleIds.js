/** Ids as they stand in examples, so that whoever sends an example knows what to put in their place. */
export const RUN_ID = '7b0c9a52-3f0e-4c0b-8f57-0d6a4f4d1c11'
export const DOCUMENT_ID = 'doc-4f1c2a9b7e6d5c30'
export const QUIZ_ID = 'quiz-of-yours'
