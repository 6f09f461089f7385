/** The learner's own material: added here, and listed. */
import { useState } from 'react'
import useSWR from 'swr'
import { Link } from 'wouter'
import { Ask } from '../documents/ask.jsx'
import { DropZone } from '../documents/dropZone.jsx'
import { Removing } from '../documents/removing.jsx'
import { UploadList } from '../documents/uploadList.jsx'
import { useUploads } from '../documents/uploads.js'
import { sizeInWords } from '../documents/words.js'
import { Button } from '../parts/form.jsx'
import { Icon } from '../parts/icon.jsx'
import { Empty, Read } from '../parts/states.jsx'
import { counted, dayInWords } from '../reading/words.js'
import '../style/documents.css'

/** @typedef {import('../documents/words.js').Listed} Listed */

export default function Documents() {
  const reading = /** @type {import('swr').SWRResponse<{documents: Listed[]}>} */ (
    useSWR('/api/ai-agents/documents')
  )
  const { uploads, add, remove, retry } = useUploads(() => void reading.mutate())
  const [removed, setRemoved] = useState(/** @type {Listed | null} */ (null))
  return (
    <>
      <h1>Documents</h1>
      <DropZone onFiles={add} />
      <UploadList uploads={uploads} onRemove={remove} onRetry={retry} />
      <Read reading={reading} what="your documents">
        {({ documents }) =>
          documents.length === 0 ? (
            <Empty title="Nothing of yours yet">
              Add lecture notes or a chapter of a book. Then you can ask it questions and get answers with the
              page they stand on, quiz yourself on it, or have a plan made of it.
            </Empty>
          ) : (
            <>
              <Ask titles={titlesOf(documents)} />
              <h2>All documents</h2>
              <ul className="plain-list documents">
                {documents.map((one) => (
                  <Row key={one.document_id} document={one} onRemove={() => setRemoved(one)} />
                ))}
              </ul>
            </>
          )
        }
      </Read>
      {removed && <Removing document={removed} onClose={() => setRemoved(null)} />}
    </>
  )
}

/** @param {{document: Listed, onRemove: () => void}} props */
function Row({ document: { document_id: id, title, name, pages, size_bytes: bytes, added }, onRemove }) {
  return (
    <li className="document">
      <Icon name="document" />
      <Link href={`/documents/${id}`} className="document-link">
        <strong>{title}</strong>
        <span className="quiet">
          {[
            counted(pages, 'page'),
            sizeInWords(bytes),
            `added ${dayInWords(added, { short: true })}`,
            name.startsWith(`${title}.`) ? null : name,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </Link>
      <Button onClick={onRemove} aria-label={`Delete ${title}`}>
        Delete
      </Button>
    </li>
  )
}

/** @param {Listed[]} documents */
function titlesOf(documents) {
  return Object.fromEntries(documents.map(({ document_id: id, title }) => [id, title]))
}
