import { createContext, use } from 'react'
import type { ContractDraft } from '../../../core/contract/document.ts'

/** What every part of the editor may do. */
export interface Editor {
  readonly draft: ContractDraft
  /** Changes with the same tag, one after the other, are one step of undo. */
  readonly edit: (change: (draft: ContractDraft) => ContractDraft, tag?: string) => void
  /** Opens the particular's field. */
  readonly showParticular: (id: string) => void
  /** Path of the text that is open for writing. */
  readonly open: string | null
  readonly setOpen: (path: string | null) => void
}

const Context = createContext<Editor | null>(null)

export const EditorProvider = Context.Provider

/** The editor around this component. Throws outside of one. */
export function useEditor(): Editor {
  const editor = use(Context)
  if (!editor) throw new TypeError('no editor around')
  return editor
}
