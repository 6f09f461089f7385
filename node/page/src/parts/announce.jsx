/** Short words for everyone: shown for some seconds, and read out by screen readers. */
import { createContext, useCallback, useContext, useEffect, useState } from 'react'

const SHOWN_MS = 6_000

const AnnounceContext = createContext(/** @type {(text: string) => void} */ (() => {}))

/** @param {{children: import('react').ReactNode}} props */
export function AnnounceProvider({ children }) {
  const [said, setSaid] = useState({ text: '', at: 0 })
  const announce = useCallback((/** @type {string} */ text) => setSaid({ text, at: performance.now() }), [])
  useEffect(() => {
    const timer = setTimeout(() => setSaid({ text: '', at: 0 }), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="announcement" role="status" data-shown={said.text !== ''}>
        {said.text}
      </div>
    </AnnounceContext>
  )
}

/** @returns {(text: string) => void} */
export function useAnnounce() {
  return useContext(AnnounceContext)
}
