import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { keepServed } from './ui/served.tsx'
import './style.css'

const root = document.getElementById('root')
if (root) {
  keepServed(root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
