import type { ExaminedSignature, Examination } from '../../evidence/examine/examine.ts'
import type { Check } from '../../validation/check.ts'
import type { CertificateSummary, Report, SignatureReport } from '../../validation/report.ts'
import { ruleOf } from '../../validation/rule.ts'
import { describeRemedy } from '../../validation/sentence-remedy.ts'
import { describeChange, describeCheck, describeSignature, describeVerdict } from '../../validation/sentence.ts'
import type { Language, ShowInstant } from '../../validation/sentence.ts'
import { spread } from '../sheet/block.ts'
import type { SheetBlock, VerdictTone } from '../sheet/block.ts'
import { REPORT_WORDS } from './words.ts'
import type { ReportWords } from './words.ts'

export interface OutlineInput {
  readonly examination: Pick<Examination, 'report' | 'signatures'>
  /** The file's name. */
  readonly name: string
  readonly language: Language
  /** Instants as the reader writes them. */
  readonly show: ShowInstant
}

const MAX_CHANGES = 60
const MAX_LETTERS = 300
const shorten = (text: string): string => (text.length > MAX_LETTERS ? `${text.slice(0, MAX_LETTERS)}…` : text)
const spreadPath = (path: string): string => path.replaceAll('/', ' / ').trim()
const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ' ')

export function toneOf({ report, signatures }: Pick<Examination, 'report' | 'signatures'>): VerdictTone {
  if (report.verdict.indication === 'TOTAL-PASSED') return 'pass'
  const disagrees = signatures.some(({ agreement }) => agreement !== null && agreement.odd !== null && agreement.odd !== 'base')
  return report.verdict.indication === 'TOTAL-FAILED' || disagrees ? 'fail' : 'doubt'
}

function outlineVerdict({ examination, language, show }: OutlineInput): SheetBlock {
  const { indication, subIndication } = examination.report.verdict
  const [lead = '', rest] = describeVerdict(examination.report, language, show).split(/(?<=.{12}[.!?]) (?=\p{Lu})(.*)/su)
  return { kind: 'verdict', tone: toneOf(examination), lead, rest: rest || null, word: subIndication === null ? indication : `${indication} — ${subIndication}` }
}

function outlinePath(path: readonly CertificateSummary[], words: ReportWords, show: ShowInstant): string[] {
  return path.map((one) => {
    const item = words.pathItem(one.subject, one.issuer, show(one.notBefore), show(one.notAfter))
    const state = one.isAnchor ? words.anchor : one.revocation && words.revocation[one.revocation]
    return state ? `${item} (${state})` : item
  })
}

function outlineAgreement(examined: ExaminedSignature | undefined, words: ReportWords): (readonly [string, string])[] {
  const agreement = examined?.agreement
  if (!agreement) return []
  const { expected = '', found = '' } = agreement.difference ?? {}
  return [[words.agreement, agreement.odd === null ? words.agrees : words.differs(shorten(expected), shorten(found))]]
}

function outlineSignature(signature: SignatureReport, heading: string, { examination, language, show }: OutlineInput): SheetBlock[] {
  const words = REPORT_WORDS[language]
  const { identity } = signature
  const examined = examination.signatures.find(({ field }) => field === signature.field)
  const verdict = signature.subIndication === null ? signature.indication : `${signature.indication} — ${signature.subIndication}`
  const rows: (readonly [string, string])[] = [
    ...(identity?.nameAsGiven ? [[words.nameAsGiven, identity.nameAsGiven] as const] : []),
    [words.certificate, signature.signatory ?? '–'],
    [words.result, `${verdict}. ${describeSignature(signature, language, show)}`],
    [words.provenTime, signature.bestSignatureTime === null ? words.unproven : show(signature.bestSignatureTime)],
    ...(signature.claimedTime === null ? [] : [[words.claimedTime, show(signature.claimedTime)] as const]),
    ...(signature.level === null ? [] : [[words.level, signature.level] as const]),
    [words.after, signature.changesAfter],
    ...(signature.type === 'signature' ? outlineAgreement(examined, words) : []),
  ]
  const paths = [signature.path, ...signature.timestamps.map(({ path }) => path)].filter((path) => path.length > 0)
  return [
    { kind: 'heading', text: heading },
    { kind: 'facts', rows },
    ...paths.flatMap((path): SheetBlock[] => [{ kind: 'paragraph', text: `${words.path}:` }, { kind: 'list', items: outlinePath(path, words, show) }]),
  ]
}

function outlineLayers({ revisions, signatures }: Report, language: Language): SheetBlock[] {
  const words = REPORT_WORDS[language]
  return [
    { kind: 'heading', text: words.layers },
    ...revisions.flatMap(({ index, end }): SheetBlock[] => {
      const seen = signatures.flatMap(({ changes }) => changes).filter(({ revision }) => revision === index)
      const changes = [...new Map(seen.map((change) => [`${change.kind} ${change.path} ${change.field ?? ''}`, change])).values()]
      const items = changes.slice(0, MAX_CHANGES).map((change) => {
        const values = [change.before && `${words.before}: “${shorten(change.before)}”`, change.after && `${words.now}: “${shorten(change.after)}”`].filter(Boolean)
        const isTold = change.kind === 'value-replaced' || change.kind === 'value-filled'
        return `${describeChange(change, language)} [${change.class} · ${spreadPath(change.path)}]${isTold || values.length === 0 ? '' : ` ${values.join('; ')}`}`
      })
      const paragraph: SheetBlock = { kind: 'paragraph', text: words.layer(index + 1, count(end)) }
      return index === 0 ? [paragraph] : [paragraph, { kind: 'list', items: items.length > 0 ? items : [words.noChange] }]
    }),
  ]
}

function outlineChecks(checks: readonly Check[], heading: string, { language, show }: OutlineInput): SheetBlock[] {
  const words = REPORT_WORDS[language]
  const rows = checks.map((check) => {
    const { number, clause } = ruleOf(check.id)
    return [words.results[check.result], describeCheck(check, language, show), `${number} ${check.id} · ${clause}`]
  })
  return [{ kind: 'heading', text: heading }, { kind: 'table', header: [words.result, words.finding, words.rule], rows }]
}

/** Everything that the page says of a file, in the page's order: sentence, signatories and times, layers, every check. */
export function outlineReport(input: OutlineInput): SheetBlock[] {
  const { examination, name, language, show } = input
  const { report } = examination
  const words = REPORT_WORDS[language]
  const remedy = describeRemedy(report, language)
  const signed = report.signatures.filter(({ type }) => type === 'signature')
  const headings = report.signatures.map((signature) => (signature.type === 'signature' ? words.signature(signed.indexOf(signature) + 1, signed.length) : words.timestamp))
  return [
    { kind: 'title', text: words.title, meta: `${name} · ${words.judged(show(report.judgedAt))}` },
    outlineVerdict(input),
    ...(remedy === null ? [] : [{ kind: 'paragraph', text: `${words.remedy}: ${remedy}` } as const]),
    { kind: 'heading', text: words.file },
    { kind: 'facts', rows: [[words.name, name], [words.size, words.bytes(count(report.file.size))], ['SHA-256', spread(report.file.sha256, 16)], [words.revisions, String(report.revisions.length)]] },
    ...report.signatures.flatMap((signature, index) => outlineSignature(signature, headings[index]!, input)),
    ...outlineLayers(report, language),
    ...report.signatures.flatMap((signature, index) => outlineChecks(signature.checks, words.checks(`${headings[index]!} (${signature.field || '–'})`), input)),
    { kind: 'paragraph', text: words.note },
  ]
}
