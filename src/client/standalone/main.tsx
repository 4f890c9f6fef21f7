import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { MemoryRouter } from 'react-router'
import { Boundary } from '../app/boundary.tsx'
import VerifyPage from '../features/verify/page.tsx'
import { useLocale } from '../locale/locale.ts'
import { Toasts } from '../ui/toast.tsx'
import '../style.css'

/** The check page alone: no other page, no service behind it. */
function Standalone() {
  useLocale()
  return (
    <MemoryRouter>
      <Boundary>
        <Toasts><VerifyPage /></Toasts>
      </Boundary>
    </MemoryRouter>
  )
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode><Standalone /></StrictMode>)
