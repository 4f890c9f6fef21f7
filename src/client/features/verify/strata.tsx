import type { Change } from '../../../core/validation/change/change.ts'
import type { Report } from '../../../core/validation/report.ts'
import { describeChange } from '../../../core/validation/sentence.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'

interface StrataProps {
  readonly report: Report
  /** The revision shown, or null for the whole file. */
  readonly layer: number | null
  readonly onLayer: (layer: number | null) => void
}

interface Layer {
  readonly index: number
  readonly title: string
  readonly changes: readonly Change[]
  readonly isAlarming: boolean
}

const HARMLESS: readonly Change['class'][] = ['NONE', 'LTA-UPDATE', 'NEW-SIGNATURE']

/** What each revision is, from the signatures it ends and the changes that any of them saw it make. */
function readLayers({ revisions, signatures }: Report): Layer[] {
  return revisions.map(({ index }) => {
    const signature = signatures.find(({ revision }) => revision === index)
    const changes = [...new Map(signatures.flatMap((one) => one.changes).filter((change) => change.revision === index).map((change) => [`${change.kind} ${change.path}`, change])).values()]
    const isAlarming = changes.some((change) => !HARMLESS.includes(change.class))
    const name = signature?.identity?.nameAsGiven ?? signature?.signatory ?? ''
    const isData = changes.length > 0 && changes.every((change) => change.class === 'LTA-UPDATE')
    const title = signature
      ? signature.type === 'signature' ? m.verify_layer_signature({ name }) : m.verify_layer_timestamp()
      : index === 0 ? m.verify_layer_base() : isAlarming ? m.verify_layer_changed() : isData ? m.verify_layer_data() : m.verify_layer_other()
    return { index, title, changes, isAlarming: isAlarming && !signature }
  })
}

/** The file's revisions as layers, oldest at the top; pressing one shows the file as it was then. */
export function Strata({ report, layer, onLayer }: StrataProps) {
  const locale = useLocale()
  const layers = readLayers(report)
  return (
    <section aria-label={m.verify_strata()} className="sheet">
      <h3 className="px-5 pt-4 text-base">{m.verify_strata()}</h3>
      <ol className="divide-y divide-rule">
        {layers.map(({ index, title, changes, isAlarming }) => {
          const isShown = layer === index || (layer === null && index === layers.length - 1)
          return (
            <li key={index} className={isAlarming ? 'bg-doubt-wash' : ''}>
              <button type="button" aria-pressed={isShown} onClick={() => onLayer(index === layers.length - 1 ? null : index)} className={`grid w-full grid-cols-[1.75rem_minmax(0,1fr)] gap-3 px-5 py-3 text-left hover:bg-wash ${isShown ? 'shadow-[inset_4px_0_0_var(--link)]' : ''}`}>
                <span aria-hidden="true" className={`num grid size-7 place-items-center rounded-full text-[.8125rem] font-semibold ${isAlarming ? 'bg-doubt text-surface' : 'bg-action text-action-ink'}`}>{index + 1}</span>
                <span className="min-w-0">
                  <span className="block break-words font-semibold">{title}</span>
                  {changes.map((change) => (
                    <span key={`${change.kind}${change.path}`} className="block break-words text-sm text-soft">{describeChange(change, locale)}</span>
                  ))}
                </span>
              </button>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
