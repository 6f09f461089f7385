/** Says when the server is away or only half there; says nothing when all is well. */
import { useEffect, useState } from 'react'
import useSWR from 'swr'
import { Note } from '../parts/states.jsx'

const LOOK_MS = 30_000
const LOOK_AGAIN_MS = 3_000

export function ServerState() {
  const isOnline = useOnline()
  const { data, error } = useSWR('/health', whatever, {
    refreshInterval: (known) => (known && known.status === 'ok' ? LOOK_MS : LOOK_AGAIN_MS),
  })
  if (!isOnline) return <Note kind="away">You are offline. What you see may be old; nothing is lost.</Note>
  if (error) return <Note kind="away">The server cannot be reached. This page tries again by itself.</Note>
  if (!data || data.status === 'ok') return null
  if (data.database?.ok === false)
    return <Note kind="away">The database is away for a moment: nothing can be saved until it is back.</Note>
  if (data.python?.ok === false)
    return (
      <Note kind="away">
        The agents are being started again. What you ask now is done when they are back.
      </Note>
    )
  return null
}

/** Health is told with any status. @param {string} path @returns {Promise<any>} */
async function whatever(path) {
  return (await fetch(path, { headers: { Accept: 'application/json' } })).json()
}

function useOnline() {
  const [isOnline, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const look = () => setOnline(navigator.onLine)
    window.addEventListener('online', look)
    window.addEventListener('offline', look)
    return () => {
      window.removeEventListener('online', look)
      window.removeEventListener('offline', look)
    }
  }, [])
  return isOnline
}
