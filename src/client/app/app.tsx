import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { useLocale } from '../locale/locale.ts'
import { m } from '../messages/generated/messages.js'
import { Waiting } from '../ui/progress.tsx'
import { Served } from '../ui/served.tsx'
import { Toasts } from '../ui/toast.tsx'
import { Boundary } from './boundary.tsx'
import { NotFound } from './not-found.tsx'
import { lazyPage } from './page-map.ts'
import { createQueryClient } from './query.ts'

const ContractRoute = lazy(() => import('./contract-route.tsx'))

const ROUTES = (
  [
    ['/', 'start'],
    ['/sign-in', 'session'],
    ['/contracts', 'contracts'],
    ['/o/:token', 'sign'],
    ['/keys', 'keys'],
    ['/certificates', 'certificates'],
    ['/verify', 'verify'],
    ['/log', 'log'],
    ['/outbox', 'outbox'],
    ['/notice/:version', 'notice'],
    ['/agreements', 'agreements'],
    ['/privacy', 'privacy'],
    ['/a/:agreement', 'agreement'],
    ['/r/:token', 'acceptance'],
    ['/embed/:agreement', 'embed'],
  ] as const
).map(([path, feature]) => ({ path, Page: lazyPage(feature) }))

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
                {ROUTES.map(({ path, Page }) => Page && <Route key={path} path={path} element={<Page />} />)}
                <Route path="/contracts/:contract" element={<ContractRoute />} />
                <Route path="*" element={<NotFound />} />
              </Routes>
            </Suspense>
          </Toasts>
        </Boundary>
      </BrowserRouter>
    </QueryClientProvider>
  )
}
