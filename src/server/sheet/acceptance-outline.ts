import { encodeUtf8 } from '../../core/bytes/text.ts'
import { nameRule } from '../../core/consent/rule-words.ts'
import { readSnapshot } from '../../core/consent/snapshot.ts'
import { parseStatement, type Statement } from '../../core/consent/statement.ts'
import { findRecordsBox } from '../../core/contract/electronic-records.ts'
import { formatInteger, formatMoney } from '../../core/contract/format.ts'
import { FORMATION_WORDS } from '../../core/contract/formation-words.ts'
import { renderPlainText } from '../../core/contract/plain-text.ts'
import { FACT_WORDS } from '../../core/evidence/fact-words.ts'
import { parseRecordProof } from '../../core/evidence/record-proof.ts'
import { spread, type SheetBlock } from '../../core/typeset/sheet/block.ts'
import type { AttachedFile } from '../../core/typeset/finish.ts'
import type { Parts } from '../parts.ts'
import { encodeAnswer, type AnswerFacts } from './acceptance.ts'
import { ACCEPTANCE_WORDS } from './acceptance-words.ts'
import { sealSheet } from './seal.ts'
import { HOME_ZONE, showEverywhere, zoneOf } from './time.ts'

type Language = 'vi' | 'en'
type Facts = readonly (readonly [string, string])[]

const CURRENCIES = ['VND', 'USD', 'EUR'] as const
const some = (...rows: readonly (readonly [string, string | null | undefined])[]): Facts => rows.flatMap(([name, value]) => (value ? [[name, value] as const] : []))

function showTotal({ amount, currency }: NonNullable<Statement['total']>, language: Language): string {
  const known = CURRENCIES.find((one) => one === currency)
  return known ? formatMoney(amount, known, language) : `${amount} ${currency}`
}

/** What every part of one sheet shares. */
interface Sheet {
  readonly facts: AnswerFacts
  readonly statement: Statement
  readonly language: Language
  readonly show: (instant: string) => string
}

function openSheet(facts: AnswerFacts, language: Language): Sheet {
  const statement = parseStatement(facts.statement)
  const zones = [HOME_ZONE, zoneOf(statement.claimedTime) ?? HOME_ZONE]
  return { facts, statement, language, show: (instant) => showEverywhere(instant, zones, language) }
}

function nameOf({ facts, statement, language }: Sheet): string {
  return facts.document.parties.some(({ id }) => id === statement.party.id) && statement.party.name !== statement.party.role ? statement.party.name : (facts.subject ?? ACCEPTANCE_WORDS[language].unnamed)
}

function outlineFormation({ facts, language, show }: Sheet): SheetBlock[] {
  const words = FORMATION_WORDS[language]
  const { formation, messages } = facts.formation
  const at = (instant: number): string => show(new Date(instant).toISOString())
  const roleOf = (party: string): string => (party === 'seller' ? facts.seller : (facts.document.parties.find(({ id }) => id === party)?.role ?? party))
  return [
    { kind: 'heading', text: words.title },
    { kind: 'paragraph', text: words.outcome(formation, at) },
    { kind: 'facts', rows: some([words.place, formation.place], [words.deadline, formation.replyBy === null ? words.noDeadline : at(formation.replyBy)]) },
    ...messages.map(({ kind, party, to, placed }): SheetBlock => {
      const name = kind === 'answer' ? words.answer(roleOf(party)) : facts.order !== null ? words.order(roleOf(party)) : words.offer(roleOf(party), to === null ? null : roleOf(to))
      const { sent, received, rule } = placed
      return {
        kind: 'entry', time: '', lead: name,
        lines: [
          `${words.rule}: ${words.rules[rule]}`,
          `${words.sent}: ${at(sent.at)}, ${words.reasons[sent.reason]}${sent.place === null ? '' : `, ${sent.place}`}`,
          `${words.received}: ${received.at === null ? words.notSeen : at(received.at)}, ${words.reasons[received.reason]}${received.place === null ? '' : `, ${received.place}`}`,
        ],
      }
    }),
    { kind: 'paragraph', text: words.note },
  ]
}

function outlineWho(sheet: Sheet): SheetBlock[] {
  const { facts, statement, language, show } = sheet
  const words = ACCEPTANCE_WORDS[language]
  const told = FACT_WORDS[language]
  return [
    { kind: 'heading', text: words.who },
    { kind: 'facts', rows: some([words.nameAsGiven, nameOf(sheet)], [words.role, statement.party.role], [words.place, statement.party.place], [words.subject, facts.subject]) },
    { kind: 'heading', text: words.what },
    { kind: 'facts', rows: some([words.contract, facts.title], [words.number, facts.number], [words.version, facts.version], [words.seller, facts.seller], [words.total, statement.total && showTotal(statement.total, language)], [words.origin, facts.origin]) },
    { kind: 'heading', text: words.how },
    { kind: 'facts', rows: [[told.presentation, told.presentations[facts.presentation]], [told.act, told.acts[facts.act]], [told.identity, told.identities(facts.identity)]] },
    { kind: 'heading', text: words.when },
    { kind: 'facts', rows: some([words.claimed, show(statement.claimedTime)], [words.received, show(facts.receivedAt)], [words.timestamped, facts.timestampedAt && show(facts.timestampedAt)]) },
  ]
}

/** The agreements that the same signature is over, each by a box of its own: which text, and where it stands. */
function outlineAlongside({ facts, statement, language }: Sheet): SheetBlock[] {
  const ticked = (facts.document.alongside ?? []).filter(({ documentHash }) => statement.controls.some(({ id, final }) => id === documentHash && final))
  if (ticked.length === 0) return []
  const words = ACCEPTANCE_WORDS[language]
  return [
    { kind: 'heading', text: words.alongside },
    ...ticked.map(({ title, number, documentHash, address }): SheetBlock => ({ kind: 'facts', rows: [[words.contract, title], [words.version, number], [words.hashes.document, spread(documentHash, 16)], [words.address, address]] })),
  ]
}

/** What was told of electronic records before anything was asked, and the box that asked for them apart. */
function outlineRecords({ facts: { document, recordsWithdrawnAt }, statement, language, show }: Sheet): SheetBlock[] {
  const words = ACCEPTANCE_WORDS[language]
  const id = findRecordsBox(document)?.id
  const box = statement.controls.find((control) => control.id === id)
  const ticked = box?.changedAt === null || box === undefined ? '' : ` — ${show(box.changedAt)}`
  return [
    { kind: 'heading', text: words.records },
    { kind: 'paragraph', text: `${words.recordsTold}: ${document.disclosure.title}` },
    { kind: 'list', items: [...document.disclosure.paragraphs] },
    { kind: 'paragraph', text: box === undefined ? words.recordsUnasked : `${box.final ? words.recordsAgreed : words.recordsOpen}: ${box.label}${ticked}` },
    ...(recordsWithdrawnAt === null ? [] : [{ kind: 'paragraph', text: words.recordsWithdrawn(show(recordsWithdrawnAt)) } as const]),
  ]
}

function outlineOrder({ facts: { order }, language }: Sheet): SheetBlock[] {
  if (!order) return []
  const words = ACCEPTANCE_WORDS[language]
  return [{ kind: 'heading', text: words.order }, { kind: 'list', items: [...order.lines.map(({ name, quantity, price }) => words.orderLine(name, quantity, price)), `${words.total}: ${showTotal(order.total, language)}`] }]
}

/** What became of a click since, each with its record and place in the log. */
function outlineHistory({ facts, language, show }: Sheet): SheetBlock[] {
  if (facts.history.length === 0) return []
  const words = ACCEPTANCE_WORDS[language]
  return [
    { kind: 'heading', text: words.history },
    ...facts.history.map(({ event, number, at, isThis, recordHash, proof }): SheetBlock => {
      const place = proof === null ? null : parseRecordProof(proof)
      return {
        kind: 'entry', time: '', lead: `${words.events[event]} · ${words.version} ${number}${isThis ? '' : ` (${words.another})`}`,
        lines: [show(at), ...(recordHash === null ? [] : [`${words.hashes.record}: ${spread(recordHash, 16)}`]), `${words.log}: ${place === null ? words.unlogged : words.logged(formatInteger(String(place.index), language), formatInteger(String(place.size), language), place.origin)}`],
      }
    }),
  ]
}

function outlineTechnical({ facts, statement, language }: Sheet): SheetBlock[] {
  const words = ACCEPTANCE_WORDS[language]
  const hash = (value: string | null): string | null => value && spread(value, 16)
  const place = facts.proof === null ? null : parseRecordProof(facts.proof)
  return [
    { kind: 'heading', text: words.technical },
    {
      kind: 'facts',
      rows: some(
        [words.hashes.document, hash(facts.documentHash)], [words.hashes.statement, hash(facts.statementHash)], [words.hashes.record, hash(facts.recordHash)], [words.hashes.file, hash(facts.fileHash)],
        [words.key, statement.keyThumbprint && spread(statement.keyThumbprint, 22)], [words.issuer, facts.certificate?.issuer], [words.serial, facts.certificate && spread(facts.certificate.serialNumber, 16)],
        [words.log, place ? words.logged(formatInteger(String(place.index), language), formatInteger(String(place.size), language), place.origin) : words.unlogged],
      ),
    },
  ]
}

const head = (sheet: Sheet, title: string): SheetBlock[] => {
  const { facts, language, show } = sheet
  const words = ACCEPTANCE_WORDS[language]
  const said = facts.event === 'declined' ? words.declined : words.agreed
  return [
    { kind: 'title', text: title, meta: [facts.number, show(facts.receivedAt)].filter(Boolean).join(' · ') },
    { kind: 'paragraph', text: said(nameOf(sheet), facts.title, facts.version) },
    ...(facts.event === 'declined' ? [] : [{ kind: 'paragraph', text: facts.withdrawnAt === null ? words.stands : words.withdrawn(show(facts.withdrawnAt)) } as const]),
    { kind: 'paragraph', text: words.says },
  ]
}

/** One page or two that say: this was agreed to, by whom as far as is known, how and when. */
export function outlineCertificate(facts: AnswerFacts, language: Language): SheetBlock[] {
  const sheet = openSheet(facts, language)
  return [...head(sheet, ACCEPTANCE_WORDS[language].certificate), ...outlineWho(sheet), ...outlineAlongside(sheet), ...outlineOrder(sheet), ...outlineFormation(sheet), ...outlineHistory(sheet), ...outlineTechnical(sheet)]
}

/** What the region showed: as the browser recorded it, else as the statement names its parts. */
function readShown({ facts, statement, language, show }: Sheet): readonly string[] {
  const words = ACCEPTANCE_WORDS[language]
  if (facts.snapshot !== null) return readSnapshot(facts.snapshot, { ticked: '[x]', open: '[  ]' })
  return [...statement.controls.map(({ label, final, changedAt }) => words.box(label, final, changedAt && show(changedAt))), statement.advisal, `[ ${statement.button} ]`]
}

/** Everything of one answer for people: what was shown beside the text, the facts, times and formation. */
export function outlineRecord(facts: AnswerFacts, language: Language): SheetBlock[] {
  const sheet = openSheet(facts, language)
  const { statement, show } = sheet
  const words = ACCEPTANCE_WORDS[language]
  const shown = readShown(sheet)
  const text = renderPlainText(facts.document, facts.values).split('\n')
  const rest = text.slice(shown.length)
  return [
    ...head(sheet, words.record),
    ...outlineWho(sheet),
    { kind: 'heading', text: words.act },
    { kind: 'facts', rows: some([words.button, statement.button], [words.sentence, statement.advisal]) },
    { kind: 'paragraph', text: `${words.boxes}:` },
    { kind: 'list', items: statement.controls.map(({ label, final, changedAt }) => words.box(label, final, changedAt && show(changedAt))) },
    ...outlineRecords(sheet),
    ...outlineAlongside(sheet),
    ...outlineOrder(sheet),
    ...outlineFormation(sheet),
    ...outlineHistory(sheet),
    { kind: 'heading', text: words.beside },
    { kind: 'paragraph', text: facts.snapshot === null ? words.shownByStatement : words.shownByBrowser },
    { kind: 'table', header: [words.shown, words.text], rows: shown.map((line, at) => [line, text[at] ?? ' ']) },
    ...(rest.length === 0 ? [] : [{ kind: 'heading', text: words.restOfText } as const, ...rest.map((line): SheetBlock => ({ kind: 'paragraph', text: line }))]),
    ...(statement.conspicuousness.length === 0
      ? []
      : [{ kind: 'heading', text: words.measured } as const, { kind: 'list', items: statement.conspicuousness.map(({ rule, result, measured }) => `${rule} · ${nameRule(rule, language)}: ${words.findings[result]}${measured === undefined ? '' : ` · ${measured}`}`) } as const]),
    ...outlineTechnical(sheet),
  ]
}

function attach(facts: AnswerFacts, language: Language): AttachedFile[] {
  const words = ACCEPTANCE_WORDS[language]
  const record: AttachedFile = { name: 'record.json', mediaType: 'application/json', relationship: 'Data', description: words.attachment, bytes: encodeUtf8(encodeAnswer(facts)) }
  return facts.proof === null ? [record] : [record, { name: 'record.tlog-proof', mediaType: 'text/plain', relationship: 'Supplement', description: words.proofAttachment, bytes: encodeUtf8(facts.proof) }]
}

/** Either of them as a sealed file. */
export function sealAnswer(parts: Parts, facts: AnswerFacts, kind: 'certificate' | 'record', language: Language): Promise<Uint8Array> {
  const title = `${ACCEPTANCE_WORDS[language][kind]}: ${facts.title}`
  const blocks = (kind === 'certificate' ? outlineCertificate : outlineRecord)(facts, language)
  return sealSheet(parts, { blocks, title, foot: [facts.number, ACCEPTANCE_WORDS[language][kind]].filter(Boolean).join(' · '), language, files: attach(facts, language) })
}
