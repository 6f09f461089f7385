/** Puts the page into its document. */
import { createRoot } from 'react-dom/client'
import { App } from './app.jsx'
import { applyLook } from './reading/look.js'
import './style/tokens.css'
import './style/base.css'
import './style/parts.css'

applyLook()
const root = /** @type {HTMLElement} */ (document.getElementById('root'))
createRoot(root).render(<App />)
