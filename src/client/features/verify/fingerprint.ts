import { encodeHex } from '../../../core/bytes/hex.ts'
import type { Judgement } from './judge-message.ts'

/** The judgement with the file's SHA-256, made by the browser off this thread; the same when it has it, or the file can no longer be read. */
export async function withFingerprint(judgement: Judgement, file: Blob): Promise<Judgement> {
  const { examination } = judgement
  const { report } = examination
  if (report.file.sha256 !== '') return judgement
  const digest = await file.arrayBuffer().then((bytes) => crypto.subtle.digest('SHA-256', bytes)).catch(() => null)
  if (digest === null) return judgement
  return { ...judgement, examination: { ...examination, report: { ...report, file: { ...report.file, sha256: encodeHex(new Uint8Array(digest)) } } } }
}
