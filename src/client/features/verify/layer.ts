import type { Change } from '../../../core/validation/change/change.ts'
import type { Report, SignatureReport } from '../../../core/validation/report.ts'
import { m } from '../../messages/generated/messages.js'

/** One revision of the file as a layer: what it is, and what it changed. */
export interface Layer {
  /** From 0. */
  readonly index: number
  /** Length of the file with this layer as its last, bytes. */
  readonly end: number
  readonly title: string
  /** The signature that covers up to here. */
  readonly signature: SignatureReport | null
  readonly changes: readonly Change[]
  readonly isAlarming: boolean
}

const HARMLESS: readonly Change['class'][] = ['NONE', 'LTA-UPDATE', 'NEW-SIGNATURE']
export const isAlarmingChange = (change: Change): boolean => !HARMLESS.includes(change.class)

function titleOf(signature: SignatureReport | null, index: number, changes: readonly Change[], isAlarming: boolean): string {
  if (signature?.type === 'document-timestamp') return m.verify_layer_timestamp()
  if (signature) return m.verify_layer_signature({ name: signature.identity?.nameAsGiven ?? signature.signatory ?? signature.field })
  if (index === 0) return m.verify_layer_base()
  if (isAlarming) return m.verify_layer_changed()
  return changes.length > 0 && changes.every((change) => change.class === 'LTA-UPDATE') ? m.verify_layer_data() : m.verify_layer_other()
}

/** What each revision is, from the signatures it ends and the changes that any of them saw it make. */
export function readLayers({ revisions, signatures }: Report): Layer[] {
  return revisions.map(({ index, end }) => {
    const signature = signatures.find(({ revision }) => revision === index) ?? null
    const seen = signatures.flatMap((one) => one.changes).filter((change) => change.revision === index)
    const changes = [...new Map(seen.map((change) => [`${change.kind} ${change.path} ${change.field ?? ''} ${change.page ?? ''}`, change])).values()]
    const isAlarming = changes.some(isAlarmingChange)
    return { index, end, title: titleOf(signature, index, changes, isAlarming), signature, changes, isAlarming }
  })
}
