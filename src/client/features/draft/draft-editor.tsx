import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useNavigate } from 'react-router'
import { parseCanonicalJson } from '../../../core/bytes/canonical-json.ts'
import { parseContractDraft } from '../../../core/contract/document.ts'
import type { ContractDraft } from '../../../core/contract/document.ts'
import type { ContractDetail } from '../../../protocol/contract.ts'
import { deleteContract, fetchContract, saveDraft } from '../../api/contract.ts'
import { keys } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { PageTitle } from '../../ui/page.tsx'
import { SellerFrame } from '../../ui/seller-frame.tsx'
import { EditorProvider } from './editor.ts'
import type { Editor } from './editor.ts'
import { IconButton } from './icon.tsx'
import { PANELS, PanelTabs, SIDE_PANELS, useIsDesk } from './panel-tabs.tsx'
import type { Panel } from './panel-tabs.tsx'
import { OwnPreview } from './own/own-preview.tsx'
import { OwnSheet } from './own/own-sheet.tsx'
import { ParticularPanel } from './particular-panel.tsx'
import { Preview } from './preview.tsx'
import type { DraftProblem } from './problem.ts'
import { PublishDialog } from './publish-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { SaveNotice, SaveStatus } from './save-status.tsx'
import { SettingsPanel } from './settings-panel.tsx'
import { DraftSheet } from './sheet.tsx'
import { DraftStore } from './store.ts'


function focusSoon(id: string): void {
  requestAnimationFrame(() => {
    const field = document.getElementById(id)
    field?.focus()
    field?.scrollIntoView({ block: 'center' })
  })
}

function useDraftStore(detail: ContractDetail, saved: ContractDraft): DraftStore {
  const { id } = detail.summary
  const [store] = useState(
    () =>
      new DraftStore(id, detail.revision, saved, {
        storage: localStorage,
        save: (revision, document) => saveDraft(id, revision, document),
        schedule: (run, milliseconds) => {
          const timer = setTimeout(run, milliseconds)
          return () => clearTimeout(timer)
        },
      }),
  )
  useEffect(() => {
    const retry = () => store.retry()
    const undo = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement
      if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || typing) return
      event.preventDefault()
      store.undo()
    }
    window.addEventListener('online', retry)
    window.addEventListener('keydown', undo)
    return () => {
      window.removeEventListener('online', retry)
      window.removeEventListener('keydown', undo)
      store.flush().catch(() => {
        // it is kept on this device, and the page that comes next may not care
      })
    }
  }, [store])
  return store
}

/** The editor: the document on the left, what is filled in, how it is shown, and the PDF on the right. */
export function DraftEditor({ detail, saved }: { readonly detail: ContractDetail; readonly saved: ContractDraft }) {
  const { id } = detail.summary
  const store = useDraftStore(detail, saved)
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot)
  const { draft } = snapshot
  const [open, setOpen] = useState<string | null>(null)
  const [panel, setPanel] = useState<Panel>('document')
  const isDesk = useIsDesk()
  const [publishing, setPublishing] = useState(false)
  const [removing, setRemoving] = useState(false)
  const [reviewed, setReviewed] = useState(false)
  const queries = useQueryClient()
  const navigate = useNavigate()

  const side: Panel = panel === 'document' ? 'particulars' : panel
  const editor = useMemo<Editor>(
    () => ({
      draft,
      edit: (change, tag) => store.edit(change, tag ?? null),
      showParticular: (particular) => {
        setPanel('particulars')
        focusSoon(`particular-${particular}`)
      },
      open,
      setOpen,
    }),
    [draft, store, open],
  )
  const show = (problem: DraftProblem) => {
    setPublishing(false)
    setReviewed(true)
    if (problem.kind === 'particular') {
      setPanel('particulars')
      focusSoon(`particular-${problem.problem.particular}`)
    } else if (problem.kind === 'file' || problem.kind === 'cover') {
      setPanel('document')
    } else if (problem.kind === 'deadline') {
      setPanel('settings')
      focusSoon('deadline-date')
    } else if (problem.kind === 'text' && /^(title|blocks|terms)/.test(problem.path)) {
      setPanel('document')
      setOpen(problem.path)
    } else setPanel('settings')
  }
  const resolve = async (keep: 'mine' | 'theirs') => {
    const fresh = await queries.fetchQuery({ queryKey: keys.contract(id), queryFn: () => fetchContract(id), staleTime: 0 })
    if (fresh.draft !== null) store.resolve(keep, fresh.revision, parseContractDraft(parseCanonicalJson(fresh.draft)))
  }
  const remove = async () => {
    await deleteContract(id)
    store.close()
    void queries.invalidateQueries({ queryKey: keys.contracts })
    void navigate('/contracts', { replace: true })
  }
  return (
    <SellerFrame
      below={
        <section aria-label={m.draft_bar()} className="sticky top-0 z-20 border-b border-rule bg-desk">
          <div className="mx-auto flex max-w-[1480px] flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 sm:px-5">
            <PageTitle title={draft.title || m.contracts_untitled()} className="min-w-0 truncate !text-[.9375rem] max-sm:w-full" />
            <SaveStatus snapshot={snapshot} />
            <div className="ml-auto flex items-center gap-1">
              <IconButton icon="undo" label={m.ui_undo()} disabled={!snapshot.canUndo} onClick={() => store.undo()} />
              <IconButton icon="remove" label={m.draft_delete()} onClick={() => setRemoving(true)} />
              <Button look="main" className="!min-h-10 !py-2" onClick={() => setPublishing(true)}>{m.publish_open()}</Button>
            </div>
          </div>
          <div className="mx-auto max-w-[1480px] px-4 pb-2 empty:hidden sm:px-5"><SaveNotice snapshot={snapshot} onRetry={() => store.retry()} onResolve={(keep) => void resolve(keep)} /></div>
          {!isDesk && <PanelTabs panels={PANELS} panel={panel} onPanel={setPanel} />}
        </section>
      }
    >
      <EditorProvider value={editor}>
        <div className="mx-auto grid max-w-[1480px] grid-cols-[minmax(0,1fr)] items-start gap-5 px-0 pb-16 pt-4 sm:px-5 lg:grid-cols-[minmax(0,1fr)_minmax(22rem,27rem)] xl:grid-cols-[minmax(0,1fr)_minmax(24rem,34rem)]">
          {(isDesk || panel === 'document') && <div {...(isDesk ? {} : { role: 'tabpanel', id: 'panel-document', 'aria-labelledby': 'tab-document' })}>{draft.template === 'own-file' ? <OwnSheet contract={id} /> : <DraftSheet />}</div>}
          {(isDesk || panel !== 'document') && (
            <div className="grid min-w-0 gap-3 lg:sticky lg:top-20">
              {isDesk && <PanelTabs panels={SIDE_PANELS} panel={side} onPanel={setPanel} />}
              <div role="tabpanel" id={`panel-${side}`} aria-labelledby={`tab-${side}`} className={`px-4 sm:px-5 lg:max-h-[calc(100dvh-9rem)] lg:overflow-y-auto ${side === 'preview' ? 'lg:px-0' : 'sheet py-5'}`}>
                {side === 'particulars' && <ParticularPanel showMissing={reviewed} />}
                {side === 'settings' && <SettingsPanel />}
                {side === 'preview' && draft.template === 'own-file' && <OwnPreview contract={id} draft={draft} className="min-h-[70dvh] lg:h-[calc(100dvh-9rem)]" />}
                {side === 'preview' && draft.template !== 'own-file' && <Preview draft={draft} summary={detail.summary} className="min-h-[70dvh] lg:h-[calc(100dvh-9rem)]" />}
              </div>
            </div>
          )}
        </div>
        <PublishDialog open={publishing} onClose={() => setPublishing(false)} store={store} contract={id} onShow={show} />
        <RemoveDialog open={removing} title={draft.title} onClose={() => setRemoving(false)} onRemove={remove} />
      </EditorProvider>
    </SellerFrame>
  )
}
