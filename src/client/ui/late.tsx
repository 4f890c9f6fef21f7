import { lazy } from 'react'
import type { ComponentType, LazyExoticComponent } from 'react'
import { m } from '../messages/generated/messages.js'
import { Button } from './button.tsx'

function Missing() {
  return <div><Button onClick={() => location.reload()}>{m.app_reload()}</Button></div>
}

/** A part that comes after what matters: where it cannot be fetched, the page stays as it is and offers to load again. */
export function late<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): LazyExoticComponent<ComponentType<P>> {
  return lazy(() => load().catch(() => ({ default: Missing as ComponentType<P> })))
}
