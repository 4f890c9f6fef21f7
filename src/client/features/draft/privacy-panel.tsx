import type { ContractDraft, Privacy } from '../../../core/contract/document.ts'
import { resolveValues } from '../../../core/contract/particular.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { useEditor } from './editor.ts'
import { addPurpose, changePurpose, MAX_PURPOSES, removePurpose } from './privacy.ts'

type Purpose = Privacy['purposes'][number]

const BASES = [
  ['consent', m.data_basis_consent], ['contract', m.data_basis_contract], ['legal-obligation', m.data_basis_legal_obligation], ['legitimate-interest', m.data_basis_legitimate_interest],
] as const
const TEXTS = [
  ['why', m.data_editor_why, 300], ['what', m.data_what, 300], ['retention', m.data_retention, 200], ['recipients', m.data_recipients, 300],
] as const

function PurposeFields({ purpose, index }: { readonly purpose: Purpose; readonly index: number }) {
  const { edit } = useEditor()
  const change = (part: Partial<Purpose>, tag?: string) => edit((now) => changePurpose(now, purpose.id, part), tag)
  return (
    <fieldset className="grid gap-3 border-b border-rule pb-4">
      <legend className="mb-1 text-sm font-semibold">{m.data_editor_purpose({ number: index + 1 })}</legend>
      {TEXTS.map(([member, label, maxLength]) => (
        <TextArea
          key={member} label={label()} value={purpose[member]} maxLength={maxLength} problem={purpose[member].trim() === '' && m.draft_problem_missing()}
          onChange={(event) => change({ [member]: event.target.value.normalize('NFC').replaceAll('\n', ' ') }, `privacy-${purpose.id}-${member}`)}
        />
      ))}
      <SelectField label={m.data_basis()} value={purpose.basis} onChange={(event) => change({ basis: BASES.find(([basis]) => basis === event.target.value)?.[0] ?? 'consent' })}>
        {BASES.map(([basis, name]) => <option key={basis} value={basis}>{name()}</option>)}
      </SelectField>
      <div><Button onClick={() => edit((now) => removePurpose(now, purpose.id))}>{m.data_editor_remove({ number: index + 1 })}</Button></div>
    </fieldset>
  )
}

/** Who the seller is, as far as the draft says it: the first guess for who decides about the data. */
function sellerOf(draft: ContractDraft): string {
  const seller = draft.parties.find(({ id }) => id === 'seller')
  return (seller && resolveValues(draft, {})[seller.nameParticular]) ?? ''
}

/** What personal data is used for beside the contract: each purpose with data, legal basis, retention and recipients. */
export function PrivacyPanel() {
  const { draft, edit } = useEditor()
  const { privacy } = draft
  const names = [['controller', m.data_editor_controller, 200], ['contact', m.data_editor_contact, 300]] as const
  return (
    <section className="grid gap-3" aria-labelledby="privacy-editor">
      <h3 id="privacy-editor" className="text-base font-semibold">{m.data_editor()}</h3>
      <p className="text-sm text-soft">{m.data_editor_text()}</p>
      {privacy && names.map(([member, label, maxLength]) => (
        <TextField
          key={member} label={label()} value={privacy[member]} maxLength={maxLength} problem={privacy[member].trim() === '' && m.draft_problem_missing()}
          onChange={(event) => edit((now) => (now.privacy ? { ...now, privacy: { ...now.privacy, [member]: event.target.value.normalize('NFC') } } : now), `privacy-${member}`)}
        />
      ))}
      {privacy?.purposes.map((purpose, index) => <PurposeFields key={purpose.id} purpose={purpose} index={index} />)}
      {(privacy?.purposes.length ?? 0) < MAX_PURPOSES && <div><Button onClick={() => edit((now) => addPurpose(now, sellerOf(now), m.data_editor_new()))}>{m.data_editor_add()}</Button></div>}
    </section>
  )
}
