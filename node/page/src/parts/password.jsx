/** A field for a password, which may be looked at while it is typed. */
import { useState } from 'react'
import { Field } from './form.jsx'
import '../style/password.css'

/**
 * @param {{label: string, value: string, onChange: (value: string) => void, autoComplete: 'current-password' |
 *   'new-password' | 'off', name?: string, hint?: import('react').ReactNode, error?: string, autoFocus?: boolean}} props
 */
export function PasswordField({
  label,
  value,
  onChange,
  autoComplete,
  name = 'password',
  hint,
  error,
  ...rest
}) {
  const [isShown, setShown] = useState(false)
  return (
    <Field label={label} hint={hint} error={error}>
      {(props) => (
        <div className="password">
          <input
            {...props}
            {...rest}
            name={name}
            type={isShown ? 'text' : 'password'}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
          />
          <button
            type="button"
            className="button password-show"
            aria-label={`${isShown ? 'Hide' : 'Show'} the ${label.toLowerCase()}`}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? 'Hide' : 'Show'}
          </button>
        </div>
      )}
    </Field>
  )
}
