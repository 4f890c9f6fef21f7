import * as z from 'zod/mini'
import { encodeCanonicalJson, parseCanonicalJson } from '../bytes/canonical-json.ts'
import { CodedError } from '../bytes/error.ts'
import { sha256Hex } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import type { ContractDocument, Language } from '../contract/document.ts'
import { hashSchema, identifierSchema, zonedInstantSchema } from './fact.ts'

/** Published name of the schema; a change of meaning or shape is a new number. */
export const DATA_CONSENT_SCHEMA = 'countersign/data-consent/1'
export const DATA_CONSENT_MAX_BYTES = 8192

export type DataConsentErrorCode = 'DATA_CONSENT_MALFORMED'

/** `given` first, then `changed`, or `withdrawn` when nothing is consented to any more. */
export const dataConsentEventSchema = z.enum(['given', 'changed', 'withdrawn', 'refused'])
export type DataConsentEvent = z.infer<typeof dataConsentEventSchema>

/** What a person decides about its personal data, purpose by purpose, apart from every contract; signed by a key made for this one act. */
export const dataConsentSchema = z.object({
  schema: z.literal(DATA_CONSENT_SCHEMA),
  id: identifierSchema,
  event: dataConsentEventSchema,
  contract: identifierSchema,
  version: z.string().check(z.minLength(1), z.maxLength(16)),
  language: z.enum(['vi', 'en']),
  documentHash: hashSchema,
  /** SHA-256 of the canonical JSON of the notice: controller, contact and purposes. */
  noticeHash: hashSchema,
  /** Hash of this person's statement before; null for the first. */
  previous: z.nullable(hashSchema),
  sentence: z.string().check(z.minLength(1), z.maxLength(600)),
  button: z.string().check(z.minLength(1), z.maxLength(80)),
  /** Every purpose that rests on consent, as it stood and as it stands now; nothing starts at true but what was consented to before. */
  purposes: z.array(z.object({ id: z.string().check(z.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/), z.maxLength(60)), before: z.boolean(), after: z.boolean() })).check(z.minLength(1), z.maxLength(12)),
  appBuild: z.string().check(z.minLength(1), z.maxLength(80)),
  /** RFC 7638 thumbprint of the key that signs. */
  keyThumbprint: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  challenge: z.string().check(z.regex(/^\d{13}\.[0-9a-f]{64}$/)),
  claimedTime: zonedInstantSchema,
})
export type DataConsent = z.infer<typeof dataConsentSchema>
/** What is consented to, by the purpose's id. */
export type DataChoices = Readonly<Record<string, boolean>>

export type PrivacyNotice = NonNullable<ContractDocument['privacy']>

/** A data consent from its canonical JSON. Throws DATA_CONSENT_MALFORMED, also for unknown members and for a text over its bound. */
export function parseDataConsent(text: string): DataConsent {
  try {
    if (encodeUtf8(text).length <= DATA_CONSENT_MAX_BYTES) {
      const parsed = dataConsentSchema.parse(parseCanonicalJson(text))
      if (encodeCanonicalJson(parsed) === text) return parsed
    }
  } catch {
    // Said below.
  }
  throw new CodedError<DataConsentErrorCode>('DATA_CONSENT_MALFORMED', 'not a statement about personal data')
}

export const hashDataConsent = (text: string): string => sha256Hex(encodeUtf8(text))
export const hashNotice = (notice: PrivacyNotice): string => sha256Hex(encodeUtf8(encodeCanonicalJson(notice)))

/** The purposes that a person is asked about; the others rest on another legal basis and are only told. */
export const askedPurposes = (notice: PrivacyNotice): PrivacyNotice['purposes'] => notice.purposes.filter(({ basis }) => basis === 'consent')

const WORDS = {
  vi: {
    button: 'Lưu lựa chọn của tôi',
    sentence: 'Khi bấm “Lưu lựa chọn của tôi”, bạn chỉ đồng ý với những mục đích đã đánh dấu. Việc này tách khỏi hợp đồng: không đánh dấu cũng không ảnh hưởng gì, và bạn rút lại được bất cứ lúc nào, dễ như khi đồng ý.',
    withdraw: 'Rút lại mọi đồng ý',
    withdrawal: 'Khi bấm “Rút lại mọi đồng ý”, bạn không còn đồng ý với mục đích nào ở trên. Những gì đã làm trước đó vẫn hợp lệ; bản ghi cũ được giữ làm bằng chứng.',
  },
  en: {
    button: 'Save my choices',
    sentence: 'By clicking “Save my choices” you consent only to the purposes you have ticked. This is apart from the contract: leaving a box empty has no consequence, and you can withdraw at any time, as easily as you consented.',
    withdraw: 'Withdraw all consent',
    withdrawal: 'By clicking “Withdraw all consent” you no longer consent to any purpose above. What was done before stays lawful; the earlier record is kept as evidence.',
  },
} as const

/** Buttons and the sentences that name them, in the notice's language, to the letter of what is signed. */
export const dataConsentWords = (language: Language): { button: string; sentence: string; withdraw: string; withdrawal: string } => WORDS[language]

/** What an act is called, from what it changes. */
export function nameDataConsentEvent(before: DataChoices, after: DataChoices, isFirst: boolean): DataConsentEvent {
  if (Object.values(after).some(Boolean)) return isFirst ? 'given' : 'changed'
  return Object.values(before).some(Boolean) ? 'withdrawn' : 'refused'
}

export interface DataConsentInput {
  readonly document: ContractDocument
  readonly documentHash: string
  readonly previous: string | null
  readonly before: DataChoices
  readonly after: DataChoices
  readonly isWithdrawal: boolean
}

/** What both sides derive: everything but id, build, key, challenge and time. Throws TypeError without a notice. */
export function deriveDataConsent({ document, documentHash, previous, before, after, isWithdrawal }: DataConsentInput): Pick<DataConsent, 'schema' | 'event' | 'contract' | 'version' | 'language' | 'documentHash' | 'noticeHash' | 'previous' | 'sentence' | 'button' | 'purposes'> {
  const { privacy, language, contract, version } = document
  if (!privacy) throw new TypeError('the document has no notice')
  const words = dataConsentWords(language)
  return {
    schema: DATA_CONSENT_SCHEMA,
    event: nameDataConsentEvent(before, after, previous === null),
    contract, version, language, documentHash,
    noticeHash: hashNotice(privacy),
    previous,
    sentence: isWithdrawal ? words.withdrawal : words.sentence,
    button: isWithdrawal ? words.withdraw : words.button,
    purposes: askedPurposes(privacy).map(({ id }) => ({ id, before: before[id] ?? false, after: after[id] ?? false })),
  }
}

export type DataConsentMember = keyof ReturnType<typeof deriveDataConsent>

/** The first member in which a statement differs from what this document, at this state, would be asked about; null when none does. */
export function findDataConsentProblem(statement: DataConsent, input: Omit<DataConsentInput, 'after' | 'isWithdrawal'>): DataConsentMember | null {
  const after = Object.fromEntries(statement.purposes.map((purpose) => [purpose.id, purpose.after]))
  const isWithdrawal = statement.button === dataConsentWords(input.document.language).withdraw
  const expected = deriveDataConsent({ ...input, after: isWithdrawal ? {} : after, isWithdrawal })
  return (Object.keys(expected) as DataConsentMember[]).find((member) => encodeCanonicalJson(expected[member]) !== encodeCanonicalJson(statement[member])) ?? null
}
