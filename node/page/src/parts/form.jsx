/** Fields and buttons of forms, with their labels, hints and errors tied together for screen readers. */
import { useId } from 'react'

/** @typedef {import('react').ReactNode} ReactNode */

/**
 * @param {{label: string, hint?: ReactNode, error?: string, children: (props: {id: string, 'aria-describedby'?: string,
 *   'aria-invalid'?: true}) => ReactNode}} props
 */
export function Field({ label, hint, error, children }) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <small id={`${id}-hint`} className="quiet">
          {hint}
        </small>
      )}
      {error && (
        <small id={`${id}-error`} className="field-error">
          {error}
        </small>
      )}
    </div>
  )
}

/**
 * @param {{kind?: 'main' | 'plain' | 'danger', busy?: boolean, children: ReactNode} &
 *   import('react').ButtonHTMLAttributes<HTMLButtonElement>} props
 */
export function Button({ kind = 'plain', busy = false, children, type = 'button', disabled, ...rest }) {
  return (
    <button
      className="button"
      data-kind={kind}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {children}
    </button>
  )
}

/**
 * What the server says of single fields, by their names.
 * @param {any} error
 * @returns {Record<string, string>}
 */
export function fieldErrors(error) {
  /** @type {{field: string, expected: string, got: string, message?: string}[]} */
  const errors = error?.errors ?? []
  return Object.fromEntries(
    errors.map(({ field, expected, message }) => [field, message ?? `Expected ${expected}.`]),
  )
}
