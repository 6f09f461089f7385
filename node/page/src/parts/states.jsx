/** What stands where content will be, is not, or cannot be had: each with its own words. */

/** @typedef {import('react').ReactNode} ReactNode */

/** As tall as what it stands for, so that nothing jumps. @param {{what: string, lines?: number}} props */
export function Loading({ what, lines = 4 }) {
  return (
    <div className="loading" role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="loading-line" style={{ width: `${92 - ((index * 17) % 40)}%` }} />
      ))}
    </div>
  )
}

/** @param {{title: string, children?: ReactNode, action?: ReactNode}} props */
export function Empty({ title, children, action }) {
  return (
    <section className="empty">
      <h2>{title}</h2>
      {children && <div className="quiet">{children}</div>}
      {action}
    </section>
  )
}

/** @param {{error: any, onRetry?: () => void, what?: string}} props `what` failed to happen, as "Your plan was not read" */
export function Failure({ error, onRetry, what }) {
  const isOffline = error?.isOffline === true
  return (
    <section className="note" data-kind={isOffline ? 'away' : 'wrong'} role="alert">
      {what && <strong>{what}. </strong>}
      <span>{error?.message ?? 'Something went wrong.'}</span>
      {error?.document?.ref && <span className="quiet"> Reference {error.document.ref}.</span>}
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </section>
  )
}

/** @param {{kind?: 'plain' | 'away' | 'wrong' | 'well', children: ReactNode}} props */
export function Note({ kind = 'plain', children }) {
  return (
    <aside className="note" data-kind={kind}>
      {children}
    </aside>
  )
}

/**
 * What an SWR reading is at: loading, failed, or there. What was read before stays while it is read again.
 * @template T
 * @param {{reading: {data?: T, error?: any, isLoading: boolean, mutate: () => unknown}, what: string, lines?: number,
 *   children: (data: T) => ReactNode}} props
 */
export function Read({ reading, what, lines, children }) {
  const { data, error, mutate } = reading
  if (data === undefined)
    return error ? (
      <Failure error={error} what={`Could not read ${what}`} onRetry={() => mutate()} />
    ) : (
      <Loading what={what} lines={lines} />
    )
  return (
    <>
      {error && (
        <Failure error={error} what={`Could not bring ${what} up to date`} onRetry={() => mutate()} />
      )}
      {children(data)}
    </>
  )
}
