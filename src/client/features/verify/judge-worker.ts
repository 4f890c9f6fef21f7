import { CodedError } from '../../../core/bytes/error.ts'
import { decodeUtf8 } from '../../../core/bytes/text.ts'
import { examine } from '../../../core/evidence/examine/examine.ts'
import type { ExamineOptions } from '../../../core/evidence/examine/examine.ts'
import { isPackage, type PackageReport } from '../../../core/evidence/examine/package.ts'
import { examineProof, isProofFile } from '../../../core/evidence/proof-report.ts'
import { findMissing } from '../../../core/validation/missing.ts'
import { serve } from '../../worker/serve.ts'
import type { Finding, JudgeCommands, JudgeRequest, Progress, ReportRequest } from './judge-message.ts'

type Tell = (progress: Progress) => void

async function readFile(file: Blob | Uint8Array): Promise<Uint8Array> {
  if (file instanceof Uint8Array) return file
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch {
    throw new CodedError('FILE_UNREADABLE', 'the file could not be read')
  }
}

/** A larger file is hashed once for its verdict; its own hash is made beside, when the verdict is there. */
const LARGE = 16 * 1024 * 1024

async function loadDerivation() {
  const [{ createDerivation }, { loadFonts }] = await Promise.all([import('../../../core/evidence/examine/derivation.ts'), import('../../worker/fonts.ts')])
  return createDerivation(await loadFonts())
}

/** A package with everything in it; the examinations go over without their certificates, which the page has no use for. */
async function judgePackage(bytes: Uint8Array, options: ExamineOptions, derive: boolean): Promise<PackageReport> {
  const { examinePackage } = await import('../../../core/evidence/examine/package.ts')
  const report = await examinePackage(bytes, derive ? { ...options, derive: await loadDerivation() } : options)
  return { ...report, files: report.files.map((one) => ({ ...one, examination: { ...one.examination, certificates: [] } })) }
}

/** Judges off the page's own thread. The file is never sent anywhere: this worker fetches only the app's own fonts, and only when asked to derive. */
async function judge({ file, anchors, logs, supplied, time, derive }: JudgeRequest, tell: Tell): Promise<Finding> {
  tell({ phase: 'read', done: 0, count: 0 })
  const bytes = await readFile(file)
  const options = { anchors, logs, ...supplied, time }
  if (isPackage(bytes)) return { kind: 'package', report: await judgePackage(bytes, options, derive) }
  if (isProofFile(bytes)) return { kind: 'proof', report: await examineProof(decodeUtf8(bytes), logs.flatMap(({ verifiers }) => verifiers)) }
  const { certificates, ...examination } = await examine(bytes, {
    ...options, isFileHashed: bytes.length <= LARGE, onPhase: (phase, done = 0, count = 0) => tell({ phase, done, count }), ...(derive ? { derive: await loadDerivation() } : {}),
  })
  const missing = examination.report.verdict.indication === 'TOTAL-PASSED' ? [] : findMissing(examination.report, [...certificates, ...supplied.certificates, ...anchors])
  return { kind: 'judged', judgement: { examination: { ...examination, certificates: [] }, missing } }
}

/** Instants with seconds and zone, as the page writes them, for a place where no page is. */
function createShow(language: 'vi' | 'en', timeZone: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    timeZone, day: '2-digit', month: language === 'vi' ? '2-digit' : 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'shortOffset',
  })
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]))
    const day = language === 'vi' ? `${parts['day']}/${parts['month']}/${parts['year']}` : `${Number(parts['day'])} ${parts['month']} ${parts['year']}`
    return `${day}, ${parts['hour']}:${parts['minute']}:${parts['second']} (${parts['timeZoneName']})`
  }
}

async function report({ examination, name, language, timeZone }: ReportRequest): Promise<Uint8Array> {
  const [{ typesetReport }, { loadFonts }] = await Promise.all([import('../../../core/typeset/report/report.ts'), import('../../worker/fonts.ts')])
  return typesetReport({ examination, name, language, show: createShow(language, timeZone), fonts: await loadFonts() })
}

serve<JudgeCommands, Progress>({ judge, report }, 'JUDGE_FAILED')
