/**
 * A question to one's own material, and the answer with where it stands. The question is part of the address, so that it
 * is there again when one comes back from a page.
 */
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { Button, Field } from '../parts/form.jsx'
import { Failure, Loading } from '../parts/states.jsx'
import { useSkill } from '../reading/skill.js'
import { Cited } from './cited.jsx'

/** Asked once: coming back to the window is no new question. */
const ONCE = {
  revalidateOnFocus: false,
  revalidateIfStale: false,
  revalidateOnReconnect: false,
  keepPreviousData: false,
}
const MOST_CHARACTERS = 1_000

/** @typedef {{found: boolean, answer: import('./words.js').CitedSentence[], note: string, degraded?: string[]}} Answer */

/** @param {{titles: Record<string, string>, document?: string}} props `document`: asked first, unless all are wanted */
export function Ask({ titles, document }) {
  const [search, setSearch] = useSearchParams()
  const question = search.get('q') ?? ''
  const isAll = document === undefined || search.get('in') === 'all'
  const [text, setText] = useState(question)
  const fields = { question, ...(isAll ? {} : { document_ids: [document] }) }
  const reading = useSkill(question === '' ? null : 'ask', fields, ONCE)

  /** @param {string} asked @param {boolean} everywhere */
  const ask = (asked, everywhere) =>
    setSearch((now) => {
      const next = new URLSearchParams(now)
      for (const name of ['in', 'page', 'from', 'to']) next.delete(name)
      next.set('q', asked)
      if (document !== undefined && everywhere) next.set('in', 'all')
      return next
    })

  return (
    <section className="asking" aria-label="Ask your material">
      <form
        className="asking-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== '') ask(text.trim(), isAll)
        }}
      >
        <Field label={document === undefined ? 'Ask your documents' : 'Ask this document'}>
          {(props) => (
            <div className="asking-row">
              <input
                {...props}
                type="search"
                enterKeyHint="search"
                autoComplete="off"
                placeholder="What is …?"
                maxLength={MOST_CHARACTERS}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
              <Button type="submit" kind="main" busy={reading.isLoading}>
                Ask
              </Button>
            </div>
          )}
        </Field>
      </form>
      <div aria-live="polite">
        {reading.isLoading && <Loading what="the answer" lines={3} />}
        {reading.error && (
          <Failure error={reading.error} what="There is no answer yet" onRetry={() => reading.mutate()} />
        )}
        {reading.data && (
          <AnswerCard
            answer={/** @type {Answer} */ (reading.data)}
            titles={titles}
            question={question}
            onAskAll={isAll || Object.keys(titles).length < 2 ? undefined : () => ask(question, true)}
          />
        )}
      </div>
    </section>
  )
}

/** @param {{answer: Answer, titles: Record<string, string>, question: string, onAskAll?: () => void}} props */
function AnswerCard({ answer: { found, answer, note, degraded = [] }, titles, question, onAskAll }) {
  if (!found)
    return (
      <section className="card answer" data-found="false">
        <h2>This is not in your material</h2>
        <p className="quiet">{note.replace(/^This is not in your material,? ?/, 'At least not ')}</p>
        {onAskAll && <Button onClick={onAskAll}>Look in all documents</Button>}
      </section>
    )
  return (
    <section className="card answer" data-found="true" aria-label={`Answer to: ${question}`}>
      {answer.map((sentence, index) => (
        <Cited key={index} sentence={sentence} titles={titles} question={question} />
      ))}
      {degraded.length > 0 && (
        <p className="quiet">
          The language model could not help just now: these are your material’s own words.
        </p>
      )}
      {onAskAll && <Button onClick={onAskAll}>Look in all documents too</Button>}
    </section>
  )
}
