import { lazy } from 'react'
import type { ComponentType } from 'react'

/** Each feature is one lazy page, named by its folder, so that a visitor fetches only the part they came for. */
const pages = import.meta.glob<{ default: ComponentType }>(['../features/*/page.tsx', '!../features/{sign,verify}/page.tsx'])

/** A feature's page as a lazy component. Throws when this build has no such feature: a route without a page would pass for a wrong address. */
export function lazyPage(feature: string): ComponentType {
  const load = pages[`../features/${feature}/page.tsx`]
  if (!load) throw new TypeError(`no page of ${feature} in this build`)
  return lazy(load)
}
