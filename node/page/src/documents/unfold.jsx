/** A part of a screen that is read when it is first opened. */
import { useState } from 'react'

/** @param {{title: string, isOpen?: boolean, children: import('react').ReactNode}} props */
export function Unfold({ title, isOpen = false, children }) {
  const [wasOpened, setOpened] = useState(isOpen)
  return (
    <details
      className="unfold"
      open={isOpen}
      onToggle={(event) => event.currentTarget.open && setOpened(true)}
    >
      <summary>
        <h2>{title}</h2>
      </summary>
      <div className="unfold-inside">{wasOpened && children}</div>
    </details>
  )
}
