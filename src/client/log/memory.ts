import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import type { TreeHead } from '../../core/log/checkpoint.ts'

const NAME = 'countersign:log:'

/** The largest tree of a log that this device has seen signed; null before the first visit. */
export function recallHead(origin: string): TreeHead | null {
  try {
    const { size, root } = JSON.parse(localStorage.getItem(NAME + origin) ?? '') as { size: number; root: string }
    return Number.isSafeInteger(size) ? { size, root: decodeBase64(root) } : null
  } catch {
    return null
  }
}

/** Keeps a signed tree, so that this device notices when the log is rewritten later. */
export function keepHead(origin: string, { size, root }: TreeHead): void {
  try {
    localStorage.setItem(NAME + origin, JSON.stringify({ size, root: encodeBase64(root) }))
  } catch {
    // A device that keeps nothing still checks what it is given.
  }
}
