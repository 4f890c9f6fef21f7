import type { ContractDraft } from '../../../core/contract/document.ts'
import { DOCUMENT_PLACES, parseInline } from '../../../core/contract/inline.ts'
import { checkParticular, formatParticular } from '../../../core/contract/particular.ts'
import { moneyInWords } from '../../../core/contract/words.ts'
import { m } from '../../messages/generated/messages.js'
import { useEditor } from './editor.ts'

type DocumentPlace = (typeof DOCUMENT_PLACES)[number]

const FACTS: Record<DocumentPlace, () => string> = {
  '@number': m.draft_fact_number,
  '@version': m.draft_fact_version,
  '@created-on': m.draft_fact_created_on,
  '@reply-by': m.draft_fact_reply_by,
  '@governing-law': m.draft_fact_governing_law,
  '@jurisdiction': m.draft_fact_jurisdiction,
}

/** What a place is called in lists. */
export function placeLabel(draft: ContractDraft, name: string): string {
  const fact = DOCUMENT_PLACES.find((candidate) => candidate === name)
  return fact ? FACTS[fact]() : (draft.particulars.find(({ id }) => id === name)?.label ?? name)
}

function Place({ name, words }: { readonly name: string; readonly words: boolean }) {
  const { draft, showParticular } = useEditor()
  const particular = draft.particulars.find(({ id }) => id === name)
  const label = placeLabel(draft, name)
  const look = 'rounded-[4px] border px-1.5 font-sans text-[.84em]'
  if (!particular) return <span className={`${look} border-rule bg-wash`} title={m.draft_fact_hint()}>{label}</span>
  const typed = particular.value
  const spelled = words && typed !== undefined && checkParticular(particular, typed, draft.language) === null
  const value = !typed ? null : spelled ? moneyInWords(typed, particular.currency ?? 'VND', draft.language) : formatParticular(particular, typed, draft.language)
  return (
    <a
      href={`#particular-${name}`}
      title={label}
      onClick={(event) => {
        event.preventDefault()
        event.stopPropagation()
        showParticular(name)
      }}
      className={`${look} box-decoration-clone py-px text-ink no-underline hover:border-ink ${value ? 'border-chip-rule bg-chip' : particular.party === 'seller' ? 'border-dashed border-doubt bg-doubt-wash !text-doubt' : 'border-dashed border-rule-strong bg-transparent !text-soft'}`}
    >
      {value ?? (words ? `${label} ${m.draft_in_words()}` : label)}
      <span className="sr-only">, {value ? label : particular.party === 'seller' ? m.draft_chip_missing() : m.draft_chip_buyer()}</span>
    </a>
  )
}

/** A text of the draft with its particulars as chips. */
export function InlineText({ text }: { readonly text: string }) {
  return parseInline(text).inlines.map((inline, index) => {
    const content = inline.kind === 'letters' ? inline.text : <Place name={inline.name} words={inline.words} />
    return inline.bold ? <b key={index}>{content}</b> : <span key={index}>{content}</span>
  })
}
