import { Route, Routes } from 'react-router'
import ContractRoute from './contract-route.tsx'
import { NotFound } from './not-found.tsx'
import { lazyPage } from './page-map.ts'

const ROUTES = (
  [
    ['/', 'start'],
    ['/sign-in', 'session'],
    ['/contracts', 'contracts'],
    ['/keys', 'keys'],
    ['/certificates', 'certificates'],
    ['/log', 'log'],
    ['/outbox', 'outbox'],
    ['/notice/:version', 'notice'],
    ['/agreements', 'agreements'],
    ['/privacy', 'privacy'],
    ['/a/:agreement', 'agreement'],
    ['/r/:token', 'acceptance'],
    ['/d/:token', 'data-consent'],
    ['/contracts/:contract/trail', 'trail'],
    ['/trail/:token', 'trail'],
    ['/embed/:agreement', 'embed'],
  ] as const
).map(([path, feature]) => ({ path, Page: lazyPage(feature) }))

/** Every page but the buyer's and the check page: their names and parts stay out of what a buyer fetches first. */
export default function OtherRoutes() {
  return (
    <Routes>
      {ROUTES.map(({ path, Page }) => <Route key={path} path={path} element={<Page />} />)}
      <Route path="/contracts/:contract" element={<ContractRoute />} />
      <Route path="*" element={<NotFound />} />
    </Routes>
  )
}
