/** A question before something that cannot be taken back, in a dialog of the browser's own. */
import { useEffect, useId, useRef } from 'react'
import '../style/confirm.css'
import { Button } from './form.jsx'

/** @typedef {import('react').ReactNode} ReactNode */

/**
 * @param {{title: string, action: string, children?: ReactNode, error?: any, isBusy?: boolean, isReady?: boolean,
 *   onConfirm: () => void, onClose: () => void}} props `isReady` false: what has to be filled in is not yet
 */
export function Confirm({
  title,
  action,
  children,
  error,
  isBusy = false,
  isReady = true,
  onConfirm,
  onClose,
}) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null))
  const id = useId()
  useEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => current?.close()
  }, [])

  return (
    <dialog ref={dialog} className="confirm" aria-labelledby={id} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady && !isBusy) onConfirm()
        }}
      >
        <h2 id={id}>{title}</h2>
        {children}
        {error && (
          <div className="note" data-kind="wrong" role="alert">
            {error.message}
          </div>
        )}
        <div className="row confirm-row">
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
          <Button type="submit" kind="danger" busy={isBusy} disabled={!isReady}>
            {action}
          </Button>
        </div>
      </form>
    </dialog>
  )
}
