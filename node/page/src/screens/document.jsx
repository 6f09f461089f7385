/** One document: asked, summarised, practised with, and read beside that. */
import { useState } from 'react'
import useSWR from 'swr'
import { Link, useLocation, useParams } from 'wouter'
import { Ask } from '../documents/ask.jsx'
import { Cards } from '../documents/cards.jsx'
import { PageTextPanel } from '../documents/pageText.jsx'
import { Quiz } from '../documents/quiz.jsx'
import { Making, Summary, Terms } from '../documents/reading.jsx'
import { Removing } from '../documents/removing.jsx'
import { Unfold } from '../documents/unfold.jsx'
import { sizeInWords } from '../documents/words.js'
import { Button } from '../parts/form.jsx'
import { Empty, Read } from '../parts/states.jsx'
import { counted, dayInWords } from '../reading/words.js'
import '../style/documents.css'

/** @typedef {import('../documents/words.js').Listed} Listed */

export default function Document() {
  const { id = '' } = useParams()
  const reading = /** @type {import('swr').SWRResponse<Listed>} */ (
    useSWR(`/api/ai-agents/documents/${encodeURIComponent(id)}`, { keepPreviousData: false })
  )
  if (reading.error?.status === 404)
    return (
      <Empty
        title="This document is not here"
        action={
          <Link href="/documents" className="button" data-kind="main">
            To your documents
          </Link>
        }
      >
        It may have been deleted, or be somebody else’s.
      </Empty>
    )
  return (
    <>
      <p className="back">
        <Link href="/documents">All documents</Link>
      </p>
      <Read reading={reading} what="the document" lines={8}>
        {(document) => <Shown key={id} document={document} />}
      </Read>
    </>
  )
}

/** @param {{document: Listed}} props */
function Shown({ document }) {
  const { document_id: id, title, pages, size_bytes: bytes, added } = document
  const [, go] = useLocation()
  const [isRemoving, setRemoving] = useState(false)
  const all = /** @type {import('swr').SWRResponse<{documents: Listed[]}>} */ (
    useSWR('/api/ai-agents/documents')
  )
  const titles = Object.fromEntries(
    (all.data?.documents ?? [document]).map((one) => [one.document_id, one.title]),
  )
  return (
    <>
      <div className="row document-head" data-spread>
        <div>
          <h1>{title}</h1>
          <p className="quiet">
            {counted(pages, 'page')} · {sizeInWords(bytes)} · added {dayInWords(added, { short: true })}
          </p>
        </div>
        <div className="row">
          <Link href={`/new?document=${encodeURIComponent(id)}`} className="button" data-kind="main">
            Make a plan from it
          </Link>
          <Button onClick={() => setRemoving(true)}>Delete</Button>
        </div>
      </div>
      <div className="document-both">
        <Ask titles={titles} document={id} />
        <PageTextPanel document={id} />
        <div className="document-more">
          <Unfold title="Summary">
            <Summary document={id} />
          </Unfold>
          <Unfold title="Its terms">
            <Terms document={id} />
          </Unfold>
          <Unfold title="Quiz yourself">
            <Quiz document={id} />
          </Unfold>
          <Unfold title="Cards to learn with">
            <Cards document={id} />
          </Unfold>
          <Unfold title="How it is made">
            <Making document={id} />
          </Unfold>
        </div>
      </div>
      {isRemoving && (
        <Removing
          document={document}
          onClose={() => setRemoving(false)}
          onGone={() => go('/documents', { replace: true })}
        />
      )}
    </>
  )
}
