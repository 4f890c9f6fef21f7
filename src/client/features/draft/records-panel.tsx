import { askRecordsConsent, DISCLOSURE_SUBJECTS, dropRecordsConsent, findRecordsBox, RECORDS_BOX } from '../../../core/contract/electronic-records.ts'
import type { ContractDraft } from '../../../core/contract/document.ts'
import { createDisclosure } from '../../../core/contract/template/consent.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { changeBox } from './consent.ts'
import { useEditor } from './editor.ts'
import { TickCard } from './tick-card.tsx'

const SUBJECTS: Readonly<Record<(typeof DISCLOSURE_SUBJECTS)[number], () => string>> = {
  scope: m.draft_records_scope, paper: m.draft_records_paper, withdrawal: m.draft_records_withdrawal, contact: m.draft_records_contact, equipment: m.draft_records_equipment,
}

const changeDisclosure = (draft: ContractDraft, change: Partial<ContractDraft['disclosure']>): ContractDraft => ({ ...draft, disclosure: { ...draft.disclosure, ...change } })
const tidy = (text: string): string => text.normalize('NFC').replaceAll('\n', ' ')

/** Consent to electronic records (15 USC 7001(c)(1)): switched on and off, what is told, and the box that asks apart. */
export function RecordsPanel() {
  const { draft, edit } = useEditor()
  const { disclosure, language } = draft
  const box = findRecordsBox(draft)
  const isOnly = box !== null && draft.consent.controls.length === 1
  return (
    <section className="grid gap-3" aria-labelledby="records-editor">
      <h3 id="records-editor" className="text-base font-semibold">{m.draft_records()}</h3>
      <p className="text-sm text-soft">{m.draft_records_text()}</p>
      <TickCard name="electronic-records-asked" checked={box !== null} disabled={isOnly} onTick={(on) => edit((now) => (on ? askRecordsConsent(now) : dropRecordsConsent(now)))}>{m.draft_records_on()}</TickCard>
      <TextField
        label={m.draft_records_title()} lang={language} value={disclosure.title} maxLength={200} problem={disclosure.title.trim() === '' && m.draft_problem_missing()}
        onChange={(event) => edit((now) => changeDisclosure(now, { title: tidy(event.target.value) }), 'disclosure-title')}
      />
      {disclosure.paragraphs.map((text, index) => {
        const subject = box === null ? undefined : DISCLOSURE_SUBJECTS[index]
        return (
          <TextArea
            // oxlint-disable-next-line react/no-array-index-key -- what a paragraph is about is its place
            key={index} label={subject ? SUBJECTS[subject]() : m.draft_records_paragraph({ number: index + 1 })} lang={language} value={text} maxLength={2000} problem={text.trim() === '' && m.draft_problem_missing()}
            onChange={(event) => edit((now) => changeDisclosure(now, { paragraphs: now.disclosure.paragraphs.with(index, tidy(event.target.value)) }), `disclosure-${index}`)}
          />
        )
      })}
      {box && (
        <>
          <TextArea
            name="records-box" label={m.draft_records_box()} lang={language} value={box.label} maxLength={600} problem={box.label.trim() === '' && m.draft_problem_missing()}
            onChange={(event) => edit((now) => changeBox(now, RECORDS_BOX, { label: tidy(event.target.value) }), 'records-box')}
          />
          <div><Button look="quiet" onClick={() => edit((now) => changeDisclosure(now, createDisclosure(now.language)))}>{m.draft_records_restore()}</Button></div>
        </>
      )}
    </section>
  )
}
