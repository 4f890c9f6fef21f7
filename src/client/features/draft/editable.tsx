import { useLayoutEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { ContractDraft } from '../../../core/contract/document.ts'
import { DOCUMENT_PLACES, parseInline } from '../../../core/contract/inline.ts'
import { m } from '../../messages/generated/messages.js'
import { editText, pathOf } from './edit.ts'
import type { TextPlace } from './edit.ts'
import { useEditor } from './editor.ts'
import { IconButton } from './icon.tsx'
import { InlineText, placeLabel } from './inline-text.tsx'

interface EditableProps {
  readonly place: TextPlace
  readonly text: string
  /** What this text is, for who cannot see where it stands: "Điều 3, đoạn 2". */
  readonly label: string
  readonly className?: string
  /** More acts on this line, shown while it is open. */
  readonly tools?: ReactNode
  /** Whether particulars may stand in it. */
  readonly places?: boolean
}

/** What keeps a text from being part of a contract, said right below it. */
function inlineProblem(draft: ContractDraft, text: string): string | null {
  const { inlines, problem } = parseInline(text)
  if (problem) return problem === 'CONTRACT_EMPHASIS_UNBALANCED' ? m.draft_inline_emphasis() : m.draft_inline_brace()
  const unknown = inlines.find((inline) => inline.kind === 'place' && !DOCUMENT_PLACES.some((name) => name === inline.name) && !draft.particulars.some(({ id }) => id === inline.name))
  return unknown?.kind === 'place' ? m.draft_inline_unknown({ name: unknown.name }) : null
}

/** A text that reads as in the contract; a press, or its pen button, opens it for writing in place. */
export function Editable({ place, text, label, className = '', tools, places = true }: EditableProps) {
  const { draft, open, setOpen } = useEditor()
  const path = pathOf(place)
  const problem = places ? inlineProblem(draft, text) : null
  if (open === path) return <Writer {...{ place, text, label, className, tools, places }} />
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the pen button beside it is the way by keyboard
    <span className={`group/text relative block cursor-text rounded-sm pr-9 hover:bg-wash/60 focus-within:bg-wash/60 ${className}`} onClick={() => setOpen(path)}>
      {text === '' ? <span className="text-fail">{m.draft_empty_text()}</span> : <InlineText text={text} />}
      <IconButton icon="edit" place={path} label={m.draft_edit_text({ label })} onClick={() => setOpen(path)} className="!absolute right-0 top-0 opacity-0 group-hover/text:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-60" />
      {problem && <span className="block font-sans text-sm text-fail">{problem}</span>}
    </span>
  )
}

/** As high as its text. */
function grow(element: HTMLTextAreaElement): void {
  element.style.height = '0'
  element.style.height = `${element.scrollHeight + 2}px`
}

function Writer({ place, text, label, className, tools, places }: EditableProps) {
  const { draft, edit, setOpen } = useEditor()
  const [typed, setTyped] = useState(text)
  const frame = useRef<HTMLSpanElement>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const path = pathOf(place)

  useLayoutEffect(() => {
    const element = area.current
    if (!element) return
    grow(element)
    element.focus()
    const isNew = element.value === m.draft_new_text() || element.value === m.draft_new_clause()
    element.setSelectionRange(isNew ? 0 : element.value.length, element.value.length)
  }, [])

  const write = (value: string) => {
    setTyped(value)
    requestAnimationFrame(() => area.current && grow(area.current))
    edit((now) => editText(now, place, value), path)
  }
  const close = () => {
    setOpen(null)
    edit((now) => editText(now, place, typed.trim()), path)
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-place="${CSS.escape(path)}"]`)?.focus())
  }
  /** Puts letters around or in place of what is chosen. */
  const put = (before: string, after = '') => {
    const element = area.current
    if (!element) return
    const { selectionStart: from, selectionEnd: to } = element
    write(typed.slice(0, from) + before + typed.slice(from, to) + after + typed.slice(to))
    requestAnimationFrame(() => {
      element.focus()
      element.setSelectionRange(from + before.length, to + before.length)
    })
  }
  return (
    <span
      ref={frame}
      className="relative my-1 block font-sans"
      onBlur={(event) => {
        if (frame.current?.contains(event.relatedTarget)) return
        edit((now) => editText(now, place, typed.trim()), path)
        setOpen(null)
      }}
    >
      <textarea
        ref={area}
        aria-label={label}
        value={typed}
        spellCheck
        lang={draft.language}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && (event.key !== 'Enter' || event.nativeEvent.isComposing)) return
          event.preventDefault()
          close()
        }}
        className={`block w-full resize-none overflow-hidden rounded-control border border-rule-strong bg-field px-2 py-1.5 font-serif ${className}`}
      />
      <span className="mt-1 flex flex-wrap items-center gap-1 text-[.8125rem] font-normal leading-normal">
        {places && (
          <select
            aria-label={m.draft_insert_label()}
            value=""
            onChange={(event) => put(`{${event.target.value}}`)}
            className="min-h-8 max-w-60 rounded-control border border-rule-strong bg-field px-1.5"
          >
            <option value="" disabled>{m.draft_insert()}</option>
            <optgroup label={m.draft_insert_particulars()}>
              {draft.particulars.map((particular) => <option key={particular.id} value={particular.id}>{particular.label}</option>)}
              {draft.particulars.filter(({ kind }) => kind === 'money').map(({ id, label: name }) => <option key={`${id}:words`} value={`${id}:words`}>{name} {m.draft_in_words()}</option>)}
            </optgroup>
            <optgroup label={m.draft_insert_facts()}>
              {DOCUMENT_PLACES.map((name) => <option key={name} value={name}>{placeLabel(draft, name)}</option>)}
            </optgroup>
          </select>
        )}
        {places && <button type="button" className="min-h-8 rounded-control px-2 font-semibold hover:bg-wash" onClick={() => put('**', '**')}>{m.draft_bold()}</button>}
        {tools}
        <button type="button" className="ml-auto min-h-8 rounded-control px-2 text-link underline underline-offset-2 hover:bg-wash" onClick={close}>{m.draft_done()}</button>
      </span>
    </span>
  )
}
