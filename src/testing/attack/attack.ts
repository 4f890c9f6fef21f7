import type { RuleId } from '../../core/validation/rule.ts'
import type { Sample } from './sample.ts'

/** A way to deceive a judge, and how it must come out. */
export interface Attack {
  /** Class of STANDARDS §4, then the variant. */
  readonly name: string
  /** Made from a signed sample; `certify` samples carry DocMDP P=2. */
  readonly make: (sample: Sample) => Uint8Array | Promise<Uint8Array>
  /** The rule meant for it, which must have failed; or the code with which the file is refused as unreadable. */
  readonly caught: RuleId | `PDF_${string}` | 'NO_SIGNATURE'
  /** INDETERMINATE where what is at hand does not decide; else TOTAL-FAILED. */
  readonly undecided?: true
  /** The object path or kind named, for changes after signing. */
  readonly kind?: string
  /** The sample must be a certified one. */
  readonly certified?: true
}
