import { formatExactInstant, formatSize } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { ChangeItem } from './change-item.tsx'
import type { Layer } from './layer.ts'

interface StrataProps {
  readonly layers: readonly Layer[]
  /** The revision shown, or null for the whole file. */
  readonly layer: number | null
  readonly onLayer: (layer: number | null) => void
  /** Shows what a layer changed, side by side. */
  readonly onCompare: (layer: number) => void
  readonly onSave: (layer: number) => void
}

const MAX_CHANGES = 12

/** Layers shown without asking; of more, the first and the last ones. */
const MAX_LAYERS = 10
const [FIRST, LAST] = [3, 4]

/** The file's revisions as layers, oldest at the bottom as in the ground; pressing one shows the file as it was then. */
export function Strata(props: StrataProps) {
  const { layers } = props
  const [from, to] = layers.length > MAX_LAYERS ? [FIRST, layers.length - LAST] : [layers.length, layers.length]
  const folded = layers.slice(from, to)
  return (
    <section aria-label={m.verify_strata()} className="sheet">
      <h3 className="px-5 pt-4 text-base">{m.verify_strata()}</h3>
      <p className="px-5 pb-2 text-[.8125rem] text-soft">{m.verify_strata_text()}</p>
      <LayerList {...props} shown={layers.slice(0, from)} />
      {folded.length > 0 && (
        <details className="print-open border-t border-rule" open={folded.some(({ isAlarming }) => isAlarming)}>
          <summary className="min-h-11 cursor-pointer px-5 py-3 font-semibold text-link">{m.verify_more_layers({ count: folded.length })}</summary>
          <LayerList {...props} shown={folded} />
        </details>
      )}
      {folded.length > 0 && <div className="border-t border-rule"><LayerList {...props} shown={layers.slice(to)} /></div>}
    </section>
  )
}

function LayerList({ layers, shown, layer, onLayer, onCompare, onSave }: StrataProps & { readonly shown: readonly Layer[] }) {
  return (
    <ol start={(shown[0]?.index ?? 0) + 1} className="divide-y divide-rule">
      {shown.map(({ index, end, title, signature, changes, isAlarming }) => {
        const isShown = layer === index || (layer === null && index === layers.length - 1)
        const time = signature?.bestSignatureTime ?? signature?.claimedTime ?? null
        return (
          <li key={index} className={`${isAlarming ? 'bg-doubt-wash' : ''} ${isShown ? 'shadow-[inset_4px_0_0_var(--link)]' : ''}`}>
            <button type="button" aria-pressed={isShown} onClick={() => onLayer(index === layers.length - 1 ? null : index)} className="grid w-full grid-cols-[1.75rem_minmax(0,1fr)] gap-3 px-5 pb-1 pt-3 text-left hover:bg-wash">
              <span aria-hidden="true" className={`num grid size-7 place-items-center rounded-full text-[.8125rem] font-semibold ${isAlarming ? 'bg-doubt text-surface' : 'bg-action text-action-ink'}`}>{index + 1}</span>
              <span className="min-w-0">
                <span className="block break-words font-semibold">{title}</span>
                <span className="num block text-[.8125rem] text-soft">{time ? `${formatExactInstant(time)} · ` : ''}{formatSize(end)}</span>
              </span>
            </button>
            <div className="grid gap-2 pb-3 pl-15 pr-5">
              {changes.slice(0, MAX_CHANGES).map((change) => <ChangeItem key={`${change.kind}${change.path}${change.field ?? ''}`} change={change} />)}
              {changes.length > MAX_CHANGES && <p className="text-sm text-soft">{m.verify_more_changes({ count: String(changes.length - MAX_CHANGES) })}</p>}
              <div className="no-print flex flex-wrap gap-x-4">
                {index > 0 && <Button look="quiet" onClick={() => onCompare(index)}>{m.verify_compare()}<span className="sr-only"> {title}</span></Button>}
                {index < layers.length - 1 && <Button look="quiet" onClick={() => onSave(index)}>{m.verify_save_layer()}<span className="sr-only"> {title}</span></Button>}
              </div>
            </div>
          </li>
        )
      })}
    </ol>
  )
}
