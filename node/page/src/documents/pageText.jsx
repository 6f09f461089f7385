/** The text of one page, with a quote marked where there is one to show. */
import { useEffect, useRef } from 'react'
import useSWR from 'swr'
import { useSearchParams } from 'wouter'
import { Button } from '../parts/form.jsx'
import { Icon } from '../parts/icon.jsx'
import { Note, Read } from '../parts/states.jsx'
import { cutAt } from './words.js'

/** @typedef {{page: number, pages: number, status: string, note?: string | null, text: string}} PageText */

/** @param {{document: string}} props */
export function PageTextPanel({ document }) {
  const [search, setSearch] = useSearchParams()
  const page = Number(search.get('page') ?? 1)
  const from = Number(search.get('from') ?? 0)
  const to = Number(search.get('to') ?? 0)
  const reading = /** @type {import('swr').SWRResponse<PageText>} */ (
    useSWR(`/api/ai-agents/documents/${encodeURIComponent(document)}/pages/${page}`)
  )
  /** @param {number} number */
  const turnTo = (number) =>
    setSearch((now) => {
      const next = new URLSearchParams(now)
      next.delete('from')
      next.delete('to')
      next.set('page', `${number}`)
      return next
    })

  return (
    <section className="page-text" aria-label="The document's text">
      <Read reading={reading} what={`page ${page}`} lines={8}>
        {(shown) => (
          <>
            <div className="row page-turn" data-spread>
              <Button aria-label="The page before" disabled={page <= 1} onClick={() => turnTo(page - 1)}>
                <Icon name="back" size={18} />
              </Button>
              <h2>
                Page {shown.page} of {shown.pages}
              </h2>
              <Button
                aria-label="The next page"
                disabled={page >= shown.pages}
                onClick={() => turnTo(page + 1)}
              >
                <Icon name="next" size={18} />
              </Button>
            </div>
            {shown.status !== 'ok' && (
              <Note kind="away">{shown.note ?? 'No text could be read on this page.'}</Note>
            )}
            <Marked
              key={`${page} ${from} ${to}`}
              text={shown.text}
              from={from}
              to={shown.page === page ? to : 0}
            />
          </>
        )}
      </Read>
    </section>
  )
}

/** @param {{text: string, from: number, to: number}} props */
function Marked({ text, from, to }) {
  const mark = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' })
    mark.current?.focus({ preventScroll: true })
  }, [])
  if (!(to > from)) return <Words>{text}</Words>
  const [before, quote, after] = cutAt(text, from, to)
  return (
    <Words>
      {before}
      <mark ref={mark} tabIndex={-1}>
        {quote}
      </mark>
      {after}
    </Words>
  )
}

/** Whoever has no mouse scrolls it by the keyboard. @param {{children: import('react').ReactNode}} props */
function Words({ children }) {
  return (
    <div className="page-words" role="group" aria-label="Its words" tabIndex={0}>
      {children}
    </div>
  )
}
