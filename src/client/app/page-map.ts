import { lazy } from 'react'
import type { ComponentType } from 'react'

/** Each feature is one lazy page, named by its folder, so that a visitor fetches only the part they came for. */
const pages = import.meta.glob<{ default: ComponentType }>(['../features/*/page.tsx', '!../features/{sign,verify}/page.tsx'])

/** A feature's page as a lazy component; null when this build has no such feature. */
export function lazyPage(feature: string): ComponentType | null {
  const load = pages[`../features/${feature}/page.tsx`]
  return load ? lazy(load) : null
}
