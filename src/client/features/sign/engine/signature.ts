import { equalBytes } from '../../../../core/bytes/compare.ts'
import { CodedError } from '../../../../core/bytes/error.ts'
import { decodeHex } from '../../../../core/bytes/hex.ts'
import { appendBytes, takeBack } from '../../../../core/bytes/room.ts'
import { signaturePlaces } from '../../../../core/contract/place.ts'
import { deriveSignatureRevision } from '../../../../core/ceremony/signature-revision.ts'
import { TIMESTAMP_ALLOWANCE, withTimestampRoom } from '../../../../core/ceremony/timestamp-room.ts'
import type { TimestampAllowance } from '../../../../core/ceremony/timestamp-room.ts'
import { verifyTimestampToken } from '../../../../core/cms/timestamp.ts'
import { parseCertificate } from '../../../../core/pki/certificate.ts'
import { validatePath } from '../../../../core/pki/path.ts'
import { createSigner } from '../../../../core/pki/signer.ts'
import { computeKeyThumbprint } from '../../../../core/pki/thumbprint.ts'
import { changesSignaturesOnly } from '../../../../core/pdf/signed-only.ts'
import { readPdf } from '../../../../core/pdf/reader.ts'
import { createTimestampRequest, parseTimestampResponse } from '../../../../core/pki/timestamp.ts'
import { signRevision } from '../../../../core/signing/pades.ts'
import { nameOfPlace, signOnce } from '../../../keystore/one-time-key.ts'
import { loadSigningKey } from '../../../keystore/signing-key.ts'
import { rederive } from './derivation.ts'
import { checkCertificateLog } from './log-proof.ts'
import type { SignCommand, Signed } from './message.ts'

const NONCE_OCTETS = 16

async function fetchTimestampResponse(request: Uint8Array): Promise<Uint8Array> {
  let response: Response
  try {
    response = await fetch('/pki/tsa', { method: 'POST', headers: { 'content-type': 'application/timestamp-query' }, body: new Uint8Array(request) })
  } catch {
    throw new CodedError('OFFLINE', 'the timestamp service was not reached')
  }
  if (!response.ok) throw new CodedError('TIMESTAMP_UNANSWERED', 'the timestamp service did not answer', { status: response.status })
  return new Uint8Array(await response.arrayBuffer())
}

/** A token over the imprint, checked in full before anyone relies on it: imprint, nonce, unit, signature, path to the service's root, time within the certificate's. */
async function fetchTimestamp(imprint: Uint8Array, anchors: readonly Uint8Array[], validity: { readonly notBefore: number; readonly notAfter: number }): Promise<Uint8Array> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_OCTETS))
  const answer = await fetchTimestampResponse(createTimestampRequest({ imprint, nonce }))
  let token: Uint8Array
  try {
    token = parseTimestampResponse(answer)
    const result = await verifyTimestampToken({ token, imprint, nonce, anchors })
    const failed = result.checks.find((check) => !check.passed)
    if (failed) throw new CodedError('TIMESTAMP_UNANSWERED', 'the timestamp is not sound', { check: failed.code })
    if (result.token.genTime < validity.notBefore || result.token.genTime > validity.notAfter) {
      throw new CodedError('CERTIFICATE_EXPIRED', 'the timestamp falls outside the certificate’s validity')
    }
  } catch (error) {
    if (error instanceof CodedError && error.code !== 'CERTIFICATE_EXPIRED') throw new CodedError('TIMESTAMP_UNANSWERED', error.message, error.details)
    throw error
  }
  return token
}

/** What others have signed must begin with the very file that was read here, and add nothing to it but signatures and what proves them. Throws REVISION_SUSPECT. */
function checkRevision(base: Uint8Array, last: Uint8Array): void {
  const suspect = (reason: string) => new CodedError('REVISION_SUSPECT', 'the last revision is not the file that was read, signed', { reason })
  if (last.buffer !== base.buffer && !equalBytes(last.subarray(0, base.length), base)) throw suspect('base')
  const file = readPdf(last)
  // The base's own revisions are those that begin inside it; the line end that parts it from the next belongs to neither.
  const later = file.revisions.filter(({ start }) => start >= base.length)
  if (!later.every(({ index }) => changesSignaturesOnly(file, index))) throw suspect('changes')
}

/** What is signed over. Of a seller's own file `last` is what follows the base, and stands behind it in the same buffer; what an earlier try left there is taken back. */
function findStart({ bytes }: { readonly bytes: Uint8Array }, last: Uint8Array | null, isAppended: boolean): { readonly file: Uint8Array; readonly start: number } {
  if (!isAppended) {
    if (last !== null) checkRevision(bytes, last)
    return { file: last ?? bytes, start: 0 }
  }
  takeBack(bytes)
  const file = last === null ? bytes : appendBytes(bytes, last)
  if (last !== null) checkRevision(bytes, file)
  return { file, start: file.length }
}

/**
 * Signs the act's file with its key, once: the value is kept before the timestamp is asked for, so that a lost network asks for
 * a timestamp again and never signs again. With several parties it signs the last revision, once more when another party was faster. The certificate is judged first: this key, this address, a path to the service's root. Whether it is still valid the timestamp
 * decides: a device's own clock may be wrong by days.
 * Throws CERTIFICATE_EXPIRED, CERTIFICATE_REFUSED, KEY_LOST, KEY_LOCKED, OFFLINE, TIMESTAMP_UNANSWERED, VERSION_STALE, REVISION_SUSPECT.
 */
export async function signAct({ source, act, last, root, log, timestampAnchors = [], checkAddress }: SignCommand, now: number, onTimestamp: () => void): Promise<Signed> {
  const certificate = parseCertificate(act.certificate)
  const isBrought = act.key?.kind === 'brought'
  if (computeKeyThumbprint(certificate.spki) !== act.keyThumbprint || (!isBrought && !certificate.subjectAlternativeEmails.includes(act.email))) {
    throw new CodedError('CERTIFICATE_REFUSED', 'the certificate is for another key or address')
  }
  // A brought certificate leads to anchors of its own, which each judge chooses.
  const path = isBrought ? null : await validatePath({ certificate: act.certificate, intermediates: act.chain, anchors: [root], time: certificate.notBefore, purpose: 'document-signing' })
  if (path?.isValid === false) throw new CodedError('CERTIFICATE_REFUSED', 'the certificate has no path to the service’s root')

  const unsignedAttributes = await checkCertificateLog(certificate, act.log, log, isBrought)

  const { document, derived } = await rederive(source, act.baseHash)
  const chain = act.chain.filter((der) => !equalBytes(der, root))
  const signer = await createSigner(await loadSigningKey(act.id, act.key ?? null, now), act.certificate, chain)
  const { file, start } = findStart(derived, last, derived.running !== undefined)
  // Of a large file each hash goes on from the one before: it is read through once, when it is derived.
  const running = derived.running?.copy().update(file.subarray(derived.bytes.length))
  const statementHash = decodeHex(act.statementHash)
  let signed: Uint8Array = file
  let allowance: TimestampAllowance = TIMESTAMP_ALLOWANCE
  for (let place = 1; place <= signaturePlaces(document, act.party).length; place++) {
    const before = signed.length
    const sealHash = running?.copy().update(statementHash).digest()
    const base: Uint8Array = signed
    const made: { readonly result: Uint8Array; readonly allowance: TimestampAllowance } = await withTimestampRoom((timestampAllowance) => {
      // what a try with too little room left behind a large file is taken back
      if (running) takeBack(base)
      const prepared = deriveSignatureRevision({ base, document, statement: act.statement, certificate: act.certificate, chain, checkAddress, place, unsignedAttributes, timestampAllowance, ...(sealHash ? { sealHash } : {}) })
      const digest = running?.copy().update(prepared.bytes.subarray(before, prepared.contentsStart)).update(prepared.bytes.subarray(prepared.contentsEnd)).digest()
      return signRevision({
        prepared,
        statement: act.statement,
        unsignedAttributes,
        ...(digest ? { digest: () => digest } : {}),
        // A value over a revision that another party's signature has followed since, or with too little room for another authority's token, is replaced: it was stored nowhere.
        signer: { ...signer, sign: (data) => signOnce(nameOfPlace(act.id, place), data, (bytes) => signer.sign(bytes), { replaces: last !== null || place > 1 || timestampAnchors.length > 0 }) },
        timestamp: (imprint) => {
          onTimestamp()
          return fetchTimestamp(imprint, [root, ...timestampAnchors], certificate)
        },
      })
    }, allowance)
    signed = made.result
    allowance = made.allowance
    running?.update(signed.subarray(before))
  }
  return running ? { file: signed.slice(start), after: start } : { file: signed, after: null }
}
