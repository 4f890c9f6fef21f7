import type { ChangeClass } from '../../../core/validation/change/change.ts'
import { m } from '../../messages/generated/messages.js'

const WORDS: Readonly<Record<ChangeClass, () => string>> = {
  NONE: m.verify_changes_none, 'LTA-UPDATE': m.verify_changes_lta, 'NEW-SIGNATURE': m.verify_changes_signature, 'FORM-FILLING': m.verify_changes_form,
  ANNOTATION: m.verify_changes_annotation, OTHER: m.verify_changes_other, FORBIDDEN: m.verify_changes_forbidden,
}

/** What later revisions did, in a few words. */
export function changeWord(name: string): string {
  return Object.hasOwn(WORDS, name) ? WORDS[name as ChangeClass]() : name
}
