/** The question before something of the learner's is deleted, then the deleting, with what is said of it afterwards. */
import { useAnnounce } from '../parts/announce.jsx'
import { Confirm } from '../parts/confirm.jsx'
import { useDoing } from '../reading/doing.js'

/**
 * @param {{title: string, action: string, children: import('react').ReactNode, onDelete: () => Promise<string>,
 *   onDeleted: () => void, onClose: () => void}} props `onDelete` resolves with what to say when it is done
 */
export function Deleting({ title, action, children, onDelete, onDeleted, onClose }) {
  const announce = useAnnounce()
  const { isBusy, error, run } = useDoing(async () => {
    const text = await onDelete()
    onClose()
    announce(text)
    onDeleted()
  })
  return (
    <Confirm title={title} action={action} isBusy={isBusy} error={error} onConfirm={run} onClose={onClose}>
      {children}
    </Confirm>
  )
}
