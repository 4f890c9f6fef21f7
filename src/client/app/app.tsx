import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { useLocale } from '../locale/locale.ts'
import { m } from '../messages/generated/messages.js'
import { Waiting } from '../ui/progress.tsx'
import { Served } from '../ui/served.tsx'
import { Toasts } from '../ui/toast.tsx'
import { Boundary } from './boundary.tsx'
import { createQueryClient } from './query.ts'

const SignPage = lazy(() => import('../features/sign/page.tsx'))
// Named here and not with the others: it works without the network.
const VerifyPage = lazy(() => import('../features/verify/page.tsx'))
const OtherRoutes = lazy(() => import('./other-routes.tsx'))

export function App() {
  const [queries] = useState(createQueryClient)
  useLocale()
  return (
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <Boundary>
          <Toasts>
            <Suspense fallback={<Served><Waiting label={m.ui_loading()} /></Served>}>
              <Routes>
                <Route path="/o/:token" element={<SignPage />} />
                <Route path="/verify" element={<VerifyPage />} />
                <Route path="*" element={<OtherRoutes />} />
              </Routes>
            </Suspense>
          </Toasts>
        </Boundary>
      </BrowserRouter>
    </QueryClientProvider>
  )
}
