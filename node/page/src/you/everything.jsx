/** All of it: given out as a file, and deleted. */
import { useState } from 'react'
import { Button, Field, fieldErrors } from '../parts/form.jsx'
import { Confirm } from '../parts/confirm.jsx'
import { Failure } from '../parts/states.jsx'
import { PasswordField } from '../parts/password.jsx'
import { download } from '../parts/file.js'
import { ask, keep, request, troubleOf } from '../reading/client.js'
import { useDoing } from '../reading/doing.js'
import { useSession } from '../reading/session.jsx'

const WORD = 'delete everything'

export function Everything() {
  const { user } = useSession()
  const [isDeleting, setDeleting] = useState(false)
  const exporting = useDoing(async () => {
    const response = await request('GET', '/api/account/export', undefined, {
      accept: 'application/zip, application/json',
    })
    if (!response.ok) throw await troubleOf(response)
    const [, name] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? []
    download(await response.blob(), name ?? 'study-companion.zip')
  })
  return (
    <>
      {exporting.error && <Failure error={exporting.error} what="The file was not made" />}
      <p className="quiet">
        One file with all of it: plans, answers, sessions, check-ins and documents, as JSON, tables and
        calendars.
      </p>
      <div className="row">
        <Button onClick={() => exporting.run()} busy={exporting.isBusy}>
          Save everything as a file
        </Button>
        <Button kind="danger" onClick={() => setDeleting(true)}>
          {user ? 'Delete my account' : 'Delete everything'}
        </Button>
      </div>
      {isDeleting && <Deleting isUser={user !== null} onClose={() => setDeleting(false)} />}
    </>
  )
}

/** @param {{isUser: boolean, onClose: () => void}} props */
function Deleting({ isUser, onClose }) {
  const [password, setPassword] = useState('')
  const [word, setWord] = useState('')
  const deleting = useDoing(async () => {
    await ask('DELETE', '/api/account', isUser ? { password } : {})
    keep(null)
    // Nothing of it stays in this window either.
    window.location.assign('/')
  })
  const isWordThere = word.trim().toLowerCase() === WORD
  const errors = fieldErrors(deleting.error)
  return (
    <Confirm
      title={isUser ? 'Delete your account and everything in it?' : 'Delete everything?'}
      action="Delete it all"
      isBusy={deleting.isBusy}
      isReady={isWordThere && (!isUser || password !== '')}
      error={errors.password ? null : deleting.error}
      onConfirm={deleting.run}
      onClose={onClose}
    >
      <p>
        Plans, answers, documents, check-ins, settings: all of it goes, at once, and it cannot be taken back.
        Save it as a file first if you may want it.
      </p>
      <Field label={`Type “${WORD}”`}>
        {(props) => (
          <input
            {...props}
            autoComplete="off"
            autoCapitalize="none"
            value={word}
            onChange={(event) => setWord(event.target.value)}
          />
        )}
      </Field>
      {isUser && (
        <PasswordField
          label="Your password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          error={errors.password}
        />
      )}
    </Confirm>
  )
}
