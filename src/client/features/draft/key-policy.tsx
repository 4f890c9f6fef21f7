import type { KeyPolicy } from '../../../core/contract/document.ts'
import { m } from '../../messages/generated/messages.js'
import { useEditor } from './editor.ts'

const CHOICES: readonly (readonly [KeyPolicy, () => string, () => string])[] = [
  ['any', m.draft_key_any, m.draft_key_any_text],
  ['one-time', m.draft_key_one_time, m.draft_key_one_time_text],
]

/** Which kinds of keys the other parties may sign with. */
export function KeyPolicyChoice() {
  const { draft, edit } = useEditor()
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-base font-semibold">{m.draft_key()}</legend>
      {CHOICES.map(([id, name, text]) => (
        <label key={id} className="flex cursor-pointer items-start gap-3 rounded-control border border-rule px-3 py-2.5 has-checked:border-ink has-checked:bg-wash">
          <input type="radio" name="key-policy" value={id} checked={draft.keyPolicy === id} onChange={() => edit((now) => ({ ...now, keyPolicy: id }))} className="mt-1 size-4.5 shrink-0 accent-ink" />
          <span className="text-sm text-soft"><b className="block text-[.9375rem] text-ink">{name()}</b>{text()}</span>
        </label>
      ))}
    </fieldset>
  )
}
