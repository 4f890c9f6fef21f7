import { encodeHex } from '../../core/bytes/hex.ts'
import { sha256 } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import type { BaseRevisionInput } from '../../core/ceremony/base-revision.ts'
import type { Language, Particular, ParticularValues, PartyId } from '../../core/contract/document.ts'
import { checkParticular, checkParticulars } from '../../core/contract/particular.ts'
import { TEMPLATES, composeDocument, createDraft, fillDraft } from '../../core/contract/template.ts'
import { COVERAGE } from '../../core/typeset/font.ts'
import { TYPESET_REVISION } from '../../core/typeset/revision.ts'

/** Numbers from a seed, the same in every engine: SHA-256 in counter mode, whole numbers only. */
function createDice(seed: string): (sides: number) => number {
  let counter = 0
  return (sides) => {
    const bytes = sha256(encodeUtf8(`${seed}/${counter++}`))
    return (((bytes[0] ?? 0) * 65_536 + (bytes[1] ?? 0) * 256 + (bytes[2] ?? 0)) * 256 + (bytes[3] ?? 0)) % sides
  }
}
type Dice = ReturnType<typeof createDice>

const pick = <Value>(dice: Dice, values: readonly Value[]): Value => {
  const value = values[dice(values.length)]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}

const WORDS = ['hợp', 'đồng', 'nghĩa', 'vụ', 'Ữ', 'quyền', 'Đặng', 'thuỷ', 'giao', 'hàng', 'delivery', 'within', 'warranty', '“quoted”', '50%', 'A–Z', '€', '₫', 'Straße', 'naïve', 'Łódź', '(a)', 'ffi', 'AV', 'To']
const NAMES = ['Nguyễn', 'Thị', 'Ánh', 'Đặng', 'Trần', 'Quốc', 'Hữu', 'Phạm', 'Lê', 'Ngọc', 'Zoë', 'O’Neill', 'Smith', 'Ỷ', 'Vũ']

function drawLetters(dice: Dice, length: number): string {
  return Array.from({ length }, () => {
    const [first, last] = pick(dice, COVERAGE)
    return String.fromCodePoint(first + dice(last - first + 1))
  }).join('')
}

function drawSentence(dice: Dice, most: number): string {
  const words = Array.from({ length: 1 + dice(most) }, () => (dice(6) === 0 ? drawLetters(dice, 1 + dice(9)) : pick(dice, WORDS)))
  return words.join(' ').replaceAll(/\s+/g, ' ').trim().normalize('NFC') || 'x'
}

function between(dice: Dice, particular: Particular): number {
  const low = Math.ceil(Number(particular.minimum ?? 1))
  const high = Math.floor(Math.min(Number(particular.maximum ?? 4_000_000_000), low + 4_000_000_000))
  return low + dice(Math.max(1, high - low + 1))
}

const two = (value: number): string => String(value).padStart(2, '0')

function drawValue(dice: Dice, particular: Particular, language: Language): string {
  if (particular.choices) return pick(dice, particular.choices)
  switch (particular.kind) {
    case 'email': return `${pick(dice, ['a', 'mua.hang', 'x_1'])}${dice(1000)}@example.com`
    case 'phone': return `+84 ${900_000_000 + dice(99_999_999)}`
    case 'person-name': return Array.from({ length: 1 + dice(5) }, () => pick(dice, NAMES)).join(' ')
    case 'tax-code': return language === 'vi' ? String(1_000_000_000 + dice(1_000_000_000)) : `GB${100_000 + dice(900_000)}`
    case 'money': return particular.currency && particular.currency !== 'VND' ? `${between(dice, particular)}.${two(dice(100))}` : String(between(dice, particular))
    case 'integer': return String(between(dice, particular))
    case 'date': return `${2026 + dice(3)}-${two(1 + dice(12))}-${two(1 + dice(28))}`
    case 'multiline': return Array.from({ length: 1 + dice(4) }, () => drawSentence(dice, 12)).join('\n')
    default: return drawSentence(dice, 14)
  }
}

/** A value that the particular's own rules accept; what does not fit is drawn again. */
function drawFitting(dice: Dice, particular: Particular, language: Language): string {
  for (let attempt = 0; attempt < 200; attempt++) {
    const value = drawValue(dice, particular, language)
    if (checkParticular(particular, value, language) === null) return value
  }
  const fallback = particular.minimum ?? particular.maximum
  if (fallback !== undefined) return fallback
  throw new Error(`no value fits ${particular.id}`)
}

function drawParty(dice: Dice, particulars: readonly Particular[], party: PartyId, language: Language): ParticularValues {
  const open = particulars.filter((particular) => particular.party === party && particular.value === undefined)
  return Object.fromEntries(open.filter((particular) => particular.required || dice(3) > 0).map((particular) => [particular.id, drawFitting(dice, particular, language)]))
}

/** What one derivation starts from, all of it a function of the number: template, language, all parties' particulars, salt. */
export function draw(number: number): Omit<BaseRevisionInput, 'fonts'> {
  const dice = createDice(`countersign determinism ${number}`)
  const template = TEMPLATES[number % TEMPLATES.length]
  if (!template) throw new Error('no templates')
  const language: Language = Math.floor(number / TEMPLATES.length) % 2 === 0 ? 'vi' : 'en'
  const empty = createDraft(template.id, language)
  const draft = fillDraft(empty, drawParty(dice, empty.particulars, 'seller', language))
  const document = composeDocument(draft, {
    contract: `draw-${String(number).padStart(6, '0')}`,
    version: '1.0',
    number: `2026/11-${String(number).padStart(4, '0')}`,
    typesetRevision: TYPESET_REVISION,
    createdOn: '2026-11-21',
    publishedAt: `2026-11-21T${two(dice(24))}:${two(dice(60))}:${two(dice(60))}+07:00`,
  })
  const others = document.parties.filter(({ id }) => id !== 'seller').map(({ id }) => {
    const own = drawParty(dice, document.particulars, id, language)
    const problems = checkParticulars(document, own, id)
    if (problems.length > 0) throw new Error(`draw ${number}: ${JSON.stringify(problems)}`)
    return own
  })
  const values: ParticularValues = Object.assign({}, ...others)
  const publication = Uint8Array.from({ length: 1500 + dice(1500) }, (_, index) => (index * 31 + dice(7)) % 256)
  return { document, values, salt: encodeHex(sha256(encodeUtf8(`salt ${number}`))), publication }
}
