/** Puts the page into its document. */
import { createRoot } from 'react-dom/client'
import { App } from './app.jsx'
import { applyLook } from './reading/look.js'
import './style/tokens.css'
import './style/base.css'
import './style/parts.css'

applyLook()
// The server has another version by now, and the parts of this one are gone. Once: it may be something else.
window.addEventListener('vite:preloadError', () => {
  const url = new URL(window.location.href)
  if (url.searchParams.has('anew')) return
  url.searchParams.set('anew', '1')
  window.location.replace(url)
})
const root = /** @type {HTMLElement} */ (document.getElementById('root'))
createRoot(root).render(<App />)
