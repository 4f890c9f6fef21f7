import { describeFault, describePackage } from '../core/evidence/examine/package-sentence.ts'
import type { PackageReport } from '../core/evidence/examine/package.ts'
import { encodeReport } from '../core/validation/encode.ts'
import { describeVerdict, type Language } from '../core/validation/sentence.ts'

type Sentences = Readonly<Record<Language, string>>

const WORDS: Readonly<Record<'seal' | 'records', Sentences>> = {
  seal: { en: 'seal', vi: 'niêm phong' },
  records: { en: 'records, of which the log proves', vi: 'bản ghi, số được sổ chứng minh:' },
}

/** A package's judgement in words, a line for each thing that is wrong. */
export function printPackage(path: string, report: PackageReport, language: Language): string {
  const { seal, faults, files, records, proven, indication } = report
  const verdict = ({ indication: word, subIndication }: Pick<PackageReport['seal'], 'indication' | 'subIndication'>): string => `${word}${subIndication ? ` (${subIndication})` : ''}`
  return [
    path,
    `  ${indication}`,
    `  ${describePackage(report, language, (instant) => instant)}`,
    ...faults.map(({ name, fault }) => `  ${name}: ${describeFault(fault, language)}`),
    `  ${WORDS.seal[language]}: ${verdict(seal)}, ${seal.signatory ?? ''}, ${seal.bestSignatureTime ?? ''}`,
    ...files.map(({ name, examination }) => `  ${name}: ${describeVerdict(examination.report, language, (instant) => instant)}`),
    `  ${records} ${WORDS.records[language]} ${proven}`,
    '',
  ].join('\n')
}

/** The same as JSON. */
export function encodePackage({ seal, faults, files, records, proven, indication }: PackageReport, language: Language): object {
  const { signatory, bestSignatureTime, subIndication } = seal
  return {
    indication, faults, records, proven,
    seal: { indication: seal.indication, subIndication, signatory, bestSignatureTime },
    files: files.map(({ name, examination }) => ({ name, report: encodeReport(examination.report, name, language) })),
  }
}
