import * as z from 'zod/mini'
import { equalBytes } from '../../bytes/compare.ts'
import { CodedError, isCodedError } from '../../bytes/error.ts'
import { sha256, sha256Hex } from '../../bytes/sha256.ts'
import { decodeLatin1, decodeUtf8 } from '../../bytes/text.ts'
import { parseZip } from '../../bytes/zip.ts'
import { hashStatement } from '../../consent/statement.ts'
import { decodeContractDocument } from '../../contract/document.ts'
import type { ContractDocument } from '../../contract/document.ts'
import { parseNoteKey } from '../../log/note.ts'
import { validateDetached, type DetachedReport } from '../../validation/detached.ts'
import { verifyRecordProof } from '../record-proof.ts'
import { checkChain, hashRecord, parseRecord } from '../record.ts'
import { MANIFEST_NAME, MIMETYPE_NAME, PACKAGE_MEDIA_TYPE, parseManifest, SIGNATURE_NAME, SNAPSHOT_ENDING, SNAPSHOT_FOLDER, type ManifestEntry } from '../manifest.ts'
import { examine, type Examination, type ExamineOptions } from './examine.ts'

/** What is wrong with one file of a package, by its name. */
export interface PackageFault {
  readonly name: string
  /** changed: not what was signed · missing · unsigned: the manifest does not name it · chain, proof: it contradicts what it should prove · file: it does not begin with the file that the contract names. */
  readonly fault: 'changed' | 'missing' | 'unsigned' | 'chain' | 'proof' | 'file'
}

export interface PackageReport {
  readonly seal: DetachedReport
  readonly faults: readonly PackageFault[]
  /** Each signed PDF in it. */
  readonly files: readonly { readonly name: string; readonly examination: Examination }[]
  /** Files that the manifest names. */
  readonly parts: number
  readonly records: number
  /** Records whose log proof verified. */
  readonly proven: number
  readonly indication: 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE'
}

type Content = ReadonlyMap<string, Uint8Array | null>

/** Whether a file claims to be such a package, told from its first bytes: a zip whose first file says its type. Whether it says the right one is judged. */
export function isPackage(bytes: Uint8Array): boolean {
  const start = decodeLatin1(bytes.subarray(0, 30 + MIMETYPE_NAME.length))
  return start.startsWith('PK\u0003\u0004') && start.slice(30) === MIMETYPE_NAME
}

/** What the manifest names; nothing when it is damaged, which its own fault says. */
function readManifest(content: Content): readonly ManifestEntry[] {
  try {
    return parseManifest(content.get(MANIFEST_NAME) ?? new Uint8Array(0))
  } catch (error) {
    if (isCodedError(error)) return []
    throw error
  }
}

/** The parts that the manifest cannot name: the type and the manifest with its signature. */
function findOwnFaults(content: Content, isReadable: boolean): PackageFault[] {
  const type = content.get(MIMETYPE_NAME)
  const own: PackageFault[] = [MIMETYPE_NAME, MANIFEST_NAME, SIGNATURE_NAME].filter((name) => !content.has(name)).map((name) => ({ name, fault: 'missing' }))
  if (type !== undefined && (type === null || decodeLatin1(type) !== PACKAGE_MEDIA_TYPE)) own.push({ name: MIMETYPE_NAME, fault: 'changed' })
  if (content.has(MANIFEST_NAME) && !isReadable) own.push({ name: MANIFEST_NAME, fault: 'changed' })
  if (content.get(SIGNATURE_NAME) === null) own.push({ name: SIGNATURE_NAME, fault: 'changed' })
  return own
}

function findFaults(content: Content): PackageFault[] {
  const entries = readManifest(content)
  const own = findOwnFaults(content, entries.length > 0)
  // Without a manifest nothing can be said of the other parts.
  if (entries.length === 0) return own
  const named = new Set([MIMETYPE_NAME, MANIFEST_NAME, SIGNATURE_NAME, ...entries.map(({ name }) => name)])
  const faults: PackageFault[] = [...own, ...entries.flatMap(({ name, digest }): PackageFault[] => {
    const bytes = content.get(name)
    if (bytes === undefined) return [{ name, fault: 'missing' }]
    return bytes && equalBytes(sha256(bytes), digest) ? [] : [{ name, fault: 'changed' }]
  })]
  return [...faults, ...[...content.keys()].filter((name) => !named.has(name)).map((name) => ({ name, fault: 'unsigned' as const }))]
}

const below = (content: Content, folder: string, ending: string): { name: string; bytes: Uint8Array }[] =>
  [...content].flatMap(([name, bytes]) => (name.startsWith(`${folder}/`) && name.endsWith(ending) && bytes ? [{ name, bytes }] : []))

/** What is no text is none: the manifest has named it as changed. */
function decodeText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch (error) {
    if (isCodedError(error)) return ''
    throw error
  }
}

/** Keys of the log: those the reader knows; else the package's own, which are as good as a seal that holds. */
function readVerifiers(content: Content, options: ExamineOptions, isSealed: boolean): readonly string[] {
  const known = (options.logs ?? []).flatMap(({ verifiers }) => verifiers)
  if (known.length > 0 || !isSealed) return known
  return decodeText(content.get('log/key') ?? new Uint8Array(0)).split('\n').filter(isVerifier)
}

function isVerifier(line: string): boolean {
  try {
    return parseNoteKey(line).name !== ''
  } catch (error) {
    if (isCodedError(error)) return false
    throw error
  }
}

const VALUES: readonly string[] = ['cms-form', 'signature-value', 'timestamp-signature']

/** Whether the signature's file is not as it was made: a value does not verify, its timestamp is gone, or it carries a certificate that is not among the package's own. */
function isAltered({ checks, carried }: DetachedReport, certificates: readonly { readonly bytes: Uint8Array }[]): boolean {
  if (checks.some(({ id, result }) => VALUES.includes(id) && result !== 'PASSED') || !checks.some(({ id }) => id === 'timestamp-signature')) return true
  return certificates.length > 0 && carried.some((one) => !certificates.some(({ bytes }) => equalBytes(bytes, one)))
}

/** The records' links, and each one's proof against the log's key. */
async function judgeRecords(content: Content, verifiers: readonly string[]): Promise<{ faults: PackageFault[]; records: number; proven: number }> {
  const faults: PackageFault[] = []
  const records = below(content, 'records', '.json')
  const texts = records.map(({ bytes }) => decodeText(bytes))
  try {
    checkChain(texts)
  } catch (error) {
    if (!isCodedError(error)) throw error
    const at = Number(error.details['sequence'] ?? 0)
    faults.push({ name: records[at]?.name ?? 'records/', fault: 'chain' })
  }
  // A recorded screen is the one that a statement among the records names, or it is none of theirs.
  for (const { name, bytes } of below(content, SNAPSHOT_FOLDER, SNAPSHOT_ENDING)) {
    const hash = sha256Hex(bytes)
    if (name !== `${SNAPSHOT_FOLDER}/${hash}${SNAPSHOT_ENDING}` || !texts.some((text) => text.includes(hash))) faults.push({ name, fault: 'changed' })
  }
  const keys = verifiers.map(parseNoteKey)
  const hashes = new Set(texts.map(hashRecord))
  let proven = 0
  for (const { name, bytes } of below(content, 'proofs', '.tlog-proof')) {
    const text = decodeText(bytes)
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

/** The parts of a package, and which of them are not what its manifest names. The manifest itself is only as good as the seal over it. Throws ZIP_MALFORMED, PACKAGE_MALFORMED (a zip that is no package at all). */
export function readPackage(bytes: Uint8Array): { readonly content: ReadonlyMap<string, Uint8Array | null>; readonly faults: PackageFault[] } {
  const list = parseZip(bytes)
  const content: Content = new Map(list.map((file) => [file.name, file.bytes]))
  if (list[0]?.name !== MIMETYPE_NAME || (!content.has(MANIFEST_NAME) && !content.has(SIGNATURE_NAME))) throw new CodedError('PACKAGE_MALFORMED', 'not an evidence package')
  return { content, faults: findFaults(content) }
}

/** The contract document that a package holds, or null where there is none that can be read. */
function readDocument(content: Content): { readonly document: ContractDocument; readonly hash: string } | null {
  const bytes = content.get('document/contract.json')
  if (!bytes) return null
  try {
    return { document: decodeContractDocument(decodeUtf8(bytes)), hash: sha256Hex(bytes) }
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

const clickSchema = z.object({ statement: z.string(), statementHash: z.string(), recordHash: z.string() })

/** Answers by a click whose statement is not the one that the record in this package's chain names. */
function findForeignClicks(content: Content): PackageFault[] {
  const records = new Map(below(content, 'records', '.json').map(({ bytes }) => [hashRecord(decodeText(bytes)), decodeText(bytes)]))
  return below(content, 'acceptances', '.json').flatMap(({ name, bytes }): PackageFault[] => {
    try {
      const { statement, statementHash, recordHash } = clickSchema.parse(JSON.parse(decodeText(bytes)))
      const record = records.get(recordHash)
      const isNamed = record !== undefined && parseRecord(record).statementHash === statementHash && hashStatement(statement) === statementHash
      return isNamed ? [] : [{ name, fault: 'chain' }]
    } catch (error) {
      if (isCodedError(error) || error instanceof z.core.$ZodError || error instanceof SyntaxError) return [{ name, fault: 'chain' }]
      throw error
    }
  })
}

/** Whether a seller's own file, signed, begins with the very file that the contract names, and its statements name that contract. */
function isNamedFile({ document, hash }: NonNullable<ReturnType<typeof readDocument>>, bytes: Uint8Array, { signatures }: Examination): boolean {
  const { file } = document
  if (file === null) return true
  const areNamed = signatures.every(({ statement }) => statement === null || statement.documentHash === hash)
  return areNamed && sha256Hex(bytes.subarray(0, file.size)) === file.hash
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
  // A manifest that was changed into another readable one, or a signature value that is another's, is named too.
  const tampered = seal.subIndication === 'HASH_FAILURE' ? MANIFEST_NAME : isAltered(seal, below(content, 'certificates', '.cer')) ? SIGNATURE_NAME : null
  if (tampered !== null && !faults.some(({ name }) => name === MANIFEST_NAME || name === SIGNATURE_NAME)) faults.push({ name: tampered, fault: 'changed' })
  const files: { name: string; examination: Examination }[] = []
  const held = readDocument(content)
  for (const file of [...below(content, 'signed', '.pdf'), ...below(content, 'archive', '.pdf')]) {
    try {
      const examination = await examine(file.bytes, options)
      files.push({ name: file.name, examination })
      if (held && !isNamedFile(held, file.bytes, examination)) faults.push({ name: file.name, fault: 'file' })
    } catch (error) {
      if (!isCodedError(error)) throw error
      if (!faults.some(({ name }) => name === file.name)) faults.push({ name: file.name, fault: 'changed' })
    }
  }
  faults.push(...findForeignClicks(content).filter(({ name }) => !faults.some((one) => one.name === name)))
  const named = new Set((held?.document.alongside ?? []).map(({ documentHash }) => documentHash))
  for (const { name, bytes: text } of below(content, 'document/alongside', '.json')) {
    if (held && !named.has(sha256Hex(text)) && !faults.some((one) => one.name === name)) faults.push({ name, fault: 'changed' })
  }
  const judged = await judgeRecords(content, readVerifiers(content, options, seal.indication === 'TOTAL-PASSED'))
  faults.push(...judged.faults.filter(({ name }) => !faults.some((one) => one.name === name)))
  const indications = [seal.indication, ...files.map(({ examination }) => examination.report.verdict.indication)]
  const indication = faults.length > 0 || indications.includes('TOTAL-FAILED') ? 'TOTAL-FAILED' : indications.includes('INDETERMINATE') ? 'INDETERMINATE' : 'TOTAL-PASSED'
  return { seal, faults, files, parts: readManifest(content).length, records: judged.records, proven: judged.proven, indication }
}
