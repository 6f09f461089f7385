/** The files on their way, each with how far it is or what is wrong with it. */
import { useState } from 'react'
import { Link } from 'wouter'
import { Button } from '../parts/form.jsx'
import { Icon } from '../parts/icon.jsx'
import { PasswordField } from '../parts/password.jsx'
import { inPercent } from '../reading/words.js'
import { sizeInWords } from './words.js'

/** @typedef {import('./uploads.js').Upload} Upload */

/**
 * @param {{uploads: Upload[], onRemove: (id: number) => void, onRetry: (id: number, password?: string) => void}} props
 */
export function UploadList({ uploads, onRemove, onRetry }) {
  if (uploads.length === 0) return null
  return (
    <ul className="plain-list uploads" aria-label="Files on their way">
      {uploads.map((upload) => (
        <li key={upload.id} className="upload" data-state={upload.state}>
          <div className="upload-head">
            <strong>{upload.file.name}</strong>
            <span className="quiet">{sizeInWords(upload.file.size)}</span>
            {['done', 'failed', 'locked'].includes(upload.state) && (
              <button
                type="button"
                className="button upload-close"
                aria-label={`Close the note on ${upload.file.name}`}
                onClick={() => onRemove(upload.id)}
              >
                <Icon name="close" size={18} />
              </button>
            )}
          </div>
          <Standing upload={upload} onRetry={onRetry} />
        </li>
      ))}
    </ul>
  )
}

/** @param {{upload: Upload, onRetry: (id: number, password?: string) => void}} props */
function Standing({ upload, onRetry }) {
  const { id, state, words } = upload
  if (state === 'locked') return <Password upload={upload} onRetry={onRetry} />
  if (state === 'failed')
    return (
      <div className="row">
        <span className="field-error" role="alert">
          {words}
        </span>
        {upload.canRetry && <Button onClick={() => onRetry(id)}>Try again</Button>}
      </div>
    )
  if (state === 'done')
    return (
      <div className="row" role="status">
        <span className="upload-done">
          <Icon name="done" size={18} /> {words}
        </span>
        <Link href={`/documents/${upload.document}`}>Open it</Link>
      </div>
    )
  const [label, value] = progressOf(upload)
  return (
    <div className="upload-progress">
      <progress aria-label={`${upload.file.name}: ${state}`} value={value ?? undefined} max={1} />
      <span className="quiet">{label}</span>
    </div>
  )
}

/** @param {Upload} upload @returns {[string, number | null]} */
function progressOf({ state, share, page, pages }) {
  if (state === 'waiting') return ['Waits for the one before', 0]
  if (state === 'sending') return [`Being sent, ${inPercent(share ?? 0)}`, share]
  return page ? [`Being read, page ${page} of ${pages}`, share] : ['Being read', null]
}

/** @param {{upload: Upload, onRetry: (id: number, password?: string) => void}} props */
function Password({ upload: { id, file, words }, onRetry }) {
  const [password, setPassword] = useState('')
  return (
    <form
      className="upload-password"
      onSubmit={(event) => {
        event.preventDefault()
        if (password !== '') onRetry(id, password)
      }}
    >
      <PasswordField
        label={`Password of ${file.name}`}
        hint="The file is locked. Its password opens it once, and is not kept."
        error={words}
        value={password}
        onChange={setPassword}
        autoComplete="off"
      />
      <Button type="submit" kind="main" disabled={password === ''}>
        Open it
      </Button>
    </form>
  )
}
