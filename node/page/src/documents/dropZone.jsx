/** Where files are dropped, or chosen. */
import { useRef, useState } from 'react'
import { Button } from '../parts/form.jsx'
import { ACCEPTED } from './uploads.js'

/** @param {{onFiles: (files: File[]) => void}} props */
export function DropZone({ onFiles }) {
  const [isOver, setOver] = useState(false)
  const input = useRef(/** @type {HTMLInputElement | null} */ (null))
  return (
    <section
      className="drop"
      aria-label="Add documents"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onFiles([...event.dataTransfer.files])
      }}
    >
      <Button kind="main" onClick={() => input.current?.click()}>
        Choose files
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        aria-label="Files to add"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <p className="quiet">
        <span className="drop-words">or drop them here. </span>PDF, plain text or Markdown, up to 50 MB each.
        They stay on this server.
      </p>
    </section>
  )
}
