import * as z from 'zod/mini'
import { isCodedError } from '../../../core/bytes/error.ts'
import { describeAnchor } from '../../../core/validation/anchor.ts'
import type { Anchor } from '../../../core/validation/anchor.ts'
import { loadItem, saveItem } from '../../keystore/database.ts'

/** What this device remembers of an auditor's trust. */
export interface Remembered {
  readonly anchors: readonly Anchor[]
  /** The service's own root was unticked. */
  readonly isOwnRefused: boolean
}

const ID = 'trusted'
const storedSchema = z.object({ anchors: z.array(z.instanceof(Uint8Array)), isOwnRefused: z.boolean() })

function readAnchor(der: Uint8Array): Anchor[] {
  try {
    return [describeAnchor(der)]
  } catch (error) {
    if (isCodedError(error)) return []
    throw error
  }
}

/** Null when this browser keeps nothing, or nothing was kept yet. */
export async function loadTrust(): Promise<Remembered | null> {
  const stored = storedSchema.safeParse(await loadItem('anchors', ID).catch(() => null))
  return stored.success ? { anchors: stored.data.anchors.flatMap(readAnchor), isOwnRefused: stored.data.isOwnRefused } : null
}

/** False when this browser does not keep it: the choice then holds until the page is closed. */
export async function saveTrust({ anchors, isOwnRefused }: Remembered): Promise<boolean> {
  return saveItem('anchors', ID, { anchors: anchors.map(({ der }) => der), isOwnRefused }).then(() => true, () => false)
}
