import { equalBytes } from '../../bytes/compare.ts'
import { CodedError, isCodedError } from '../../bytes/error.ts'
import { sha256 } from '../../bytes/sha256.ts'
import { decodeLatin1, decodeUtf8 } from '../../bytes/text.ts'
import { parseZip } from '../../bytes/zip.ts'
import { parseNoteKey } from '../../log/note.ts'
import { validateDetached, type DetachedReport } from '../../validation/detached.ts'
import { verifyRecordProof } from '../record-proof.ts'
import { checkChain, hashRecord } from '../record.ts'
import { MANIFEST_NAME, MIMETYPE_NAME, PACKAGE_MEDIA_TYPE, parseManifest, SIGNATURE_NAME } from '../manifest.ts'
import { examine, type Examination, type ExamineOptions } from './examine.ts'

/** What is wrong with one file of a package, by its name. */
export interface PackageFault {
  readonly name: string
  /** changed: not what was signed · missing · unsigned: the manifest does not name it · chain, proof: it contradicts what it should prove. */
  readonly fault: 'changed' | 'missing' | 'unsigned' | 'chain' | 'proof'
}

export interface PackageReport {
  readonly seal: DetachedReport
  readonly faults: readonly PackageFault[]
  /** Each signed PDF in it. */
  readonly files: readonly { readonly name: string; readonly examination: Examination }[]
  readonly records: number
  /** Records whose log proof verified. */
  readonly proven: number
  readonly indication: 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE'
}

type Content = ReadonlyMap<string, Uint8Array | null>

/** Whether a file is such a package, told from its first bytes. */
export function isPackage(bytes: Uint8Array): boolean {
  const start = decodeLatin1(bytes.subarray(0, 30 + MIMETYPE_NAME.length + PACKAGE_MEDIA_TYPE.length))
  return start.startsWith('PK\u0003\u0004') && start.slice(30) === MIMETYPE_NAME + PACKAGE_MEDIA_TYPE
}

function findFaults(content: Content): PackageFault[] {
  const entries = parseManifest(content.get(MANIFEST_NAME) ?? new Uint8Array(0))
  const named = new Set([MIMETYPE_NAME, MANIFEST_NAME, SIGNATURE_NAME, ...entries.map(({ name }) => name)])
  const faults: PackageFault[] = entries.flatMap(({ name, digest }): PackageFault[] => {
    const bytes = content.get(name)
    if (bytes === undefined) return [{ name, fault: 'missing' }]
    return bytes && equalBytes(sha256(bytes), digest) ? [] : [{ name, fault: 'changed' }]
  })
  return [...faults, ...[...content.keys()].filter((name) => !named.has(name)).map((name) => ({ name, fault: 'unsigned' as const }))]
}

const below = (content: Content, folder: string, ending: string): { name: string; bytes: Uint8Array }[] =>
  [...content].flatMap(([name, bytes]) => (name.startsWith(`${folder}/`) && name.endsWith(ending) && bytes ? [{ name, bytes }] : []))

/** The records' links, and each one's proof against the log's key. */
async function judgeRecords(content: Content, options: ExamineOptions): Promise<{ faults: PackageFault[]; records: number; proven: number }> {
  const faults: PackageFault[] = []
  const records = below(content, 'records', '.json')
  const texts = records.map(({ bytes }) => decodeUtf8(bytes))
  try {
    checkChain(texts)
  } catch (error) {
    if (!isCodedError(error)) throw error
    const at = Number(error.details['sequence'] ?? 0)
    faults.push({ name: records[at]?.name ?? 'records/', fault: 'chain' })
  }
  const keys = (options.logs ?? []).flatMap(({ verifiers }) => verifiers.map(parseNoteKey))
  const hashes = new Set(texts.map(hashRecord))
  let proven = 0
  for (const { name, bytes } of below(content, 'proofs', '.tlog-proof')) {
    const text = decodeUtf8(bytes)
    const key = keys.find((one) => text.includes(`\n\n${one.name}\n`))
    if (!key) continue
    try {
      const { hash } = await verifyRecordProof(text, key)
      if (hashes.has(hash)) proven++
      else faults.push({ name, fault: 'proof' })
    } catch (error) {
      if (!isCodedError(error)) throw error
      faults.push({ name, fault: 'proof' })
    }
  }
  return { faults, records: records.length, proven }
}

/** The parts of a package, and which of them are not what its manifest names. The manifest itself is only as good as the seal over it. Throws ZIP_MALFORMED, PACKAGE_MALFORMED. */
export function readPackage(bytes: Uint8Array): { readonly content: ReadonlyMap<string, Uint8Array | null>; readonly faults: PackageFault[] } {
  const list = parseZip(bytes)
  const content: Content = new Map(list.map((file) => [file.name, file.bytes]))
  const type = content.get(MIMETYPE_NAME)
  if (list[0]?.name !== MIMETYPE_NAME || !type || decodeUtf8(type) !== PACKAGE_MEDIA_TYPE) throw new CodedError('PACKAGE_MALFORMED', 'not an evidence package')
  return { content, faults: findFaults(content) }
}

/**
 * Judges an evidence package: its seal over the manifest, every file against the manifest, the chain of records, their log proofs, and each
 * signed PDF. Throws ZIP_MALFORMED, PACKAGE_MALFORMED.
 */
export async function examinePackage(bytes: Uint8Array, options: ExamineOptions): Promise<PackageReport> {
  const { content, faults } = readPackage(bytes)
  const policy = {
    ...options,
    certificates: [...(options.certificates ?? []), ...below(content, 'certificates', '.cer').map((file) => file.bytes)],
    crls: [...(options.crls ?? []), ...below(content, 'revocation', '.crl').map((file) => file.bytes)],
  }
  const seal = await validateDetached(content.get(SIGNATURE_NAME) ?? new Uint8Array(0), content.get(MANIFEST_NAME) ?? new Uint8Array(0), policy, options.time)
  const files: { name: string; examination: Examination }[] = []
  for (const file of below(content, 'signed', '.pdf')) {
    try {
      files.push({ name: file.name, examination: await examine(file.bytes, options) })
    } catch (error) {
      if (!isCodedError(error)) throw error
      if (!faults.some(({ name }) => name === file.name)) faults.push({ name: file.name, fault: 'changed' })
    }
  }
  const judged = await judgeRecords(content, options)
  faults.push(...judged.faults)
  const indications = [seal.indication, ...files.map(({ examination }) => examination.report.verdict.indication)]
  const indication = faults.length > 0 || indications.includes('TOTAL-FAILED') ? 'TOTAL-FAILED' : indications.includes('INDETERMINATE') ? 'INDETERMINATE' : 'TOTAL-PASSED'
  return { seal, faults, files, records: judged.records, proven: judged.proven, indication }
}
