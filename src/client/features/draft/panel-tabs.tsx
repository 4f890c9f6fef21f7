import { useSyncExternalStore } from 'react'
import { m } from '../../messages/generated/messages.js'

export const PANELS = ['document', 'particulars', 'settings', 'preview'] as const
export type Panel = (typeof PANELS)[number]
/** At the desk the document always stands beside the others. */
export const SIDE_PANELS = PANELS.slice(1)

const NAMES: Record<Panel, () => string> = { document: m.draft_panel_document, particulars: m.draft_panel_particulars, settings: m.draft_panel_settings, preview: m.draft_panel_preview }
const DESK = '(min-width: 64rem)'

/** Whether there is room for two columns. */
export function useIsDesk(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(DESK)
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => matchMedia(DESK).matches,
  )
}

/** Tabs by click and by arrow keys. */
export function PanelTabs({ panels, panel, onPanel }: { readonly panels: readonly Panel[]; readonly panel: Panel; readonly onPanel: (panel: Panel) => void }) {
  return (
    <div role="tablist" aria-label={m.draft_panels()} className="flex gap-1 overflow-x-auto px-3 sm:px-4 lg:border-b lg:border-rule lg:px-0">
      {panels.map((name, index) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={panel === name}
          aria-controls={panel === name ? `panel-${name}` : undefined}
          tabIndex={panel === name ? 0 : -1}
          onClick={() => onPanel(name)}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
            const next = panels[(index + step + panels.length) % panels.length]
            if (step === 0 || !next) return
            onPanel(next)
            requestAnimationFrame(() => document.getElementById(`tab-${next}`)?.focus())
          }}
          className={`min-h-10 whitespace-nowrap border-b-2 px-3 text-[.875rem] ${panel === name ? 'border-ink font-semibold text-ink' : 'border-transparent text-soft hover:text-ink'}`}
        >
          {NAMES[name]()}
        </button>
      ))}
    </div>
  )
}
