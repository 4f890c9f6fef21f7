import { registerOffline } from '../../worker/start.ts'
import { IS_STANDALONE } from './edition.ts'

/** Lets the browser keep this page, so that it opens without the network the next time. Nothing depends on it: where it fails, the page is as before. */
export function keepForOffline(): void {
  if (IS_STANDALONE || import.meta.env.DEV || !('serviceWorker' in navigator)) return
  registerOffline().catch(() => {
    // private windows and old browsers refuse: the page works all the same
  })
}
