/** Deleting a document, after a question. */
import { mutate } from 'swr'
import { useAnnounce } from '../parts/announce.jsx'
import { Confirm } from '../parts/confirm.jsx'
import { ask } from '../reading/client.js'
import { useDoing } from '../reading/doing.js'

/** @param {{document: {document_id: string, title: string}, onClose: () => void, onGone?: () => void}} props */
export function Removing({ document: { document_id: id, title }, onClose, onGone }) {
  const announce = useAnnounce()
  const removing = useDoing(async () => {
    await ask('DELETE', `/api/ai-agents/documents/${encodeURIComponent(id)}`)
    announce(`“${title}” is deleted.`)
    onClose()
    onGone?.()
    await mutate('/api/ai-agents/documents')
  })
  return (
    <Confirm
      title={`Delete “${title}”?`}
      action="Delete it"
      isBusy={removing.isBusy}
      error={removing.error}
      onConfirm={removing.run}
      onClose={onClose}
    >
      <p>Its text goes, and with it the quizzes and cards that were made of it. It cannot be taken back.</p>
    </Confirm>
  )
}
