import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { appendDocumentSecurityStore } from '../../core/pdf/validation-data.ts'
import { appendSignatureFields } from '../../core/signing/append-field.ts'
import { extendArchive } from '../../core/signing/archive.ts'
import { selectValidationData } from '../../core/signing/needed.ts'
import { signRevision } from '../../core/signing/pades.ts'
import { computeContentsSize, prepareSignature } from '../../core/signing/revision.ts'
import { sealAppearance } from '../../core/typeset/seal.ts'
import { readSfnt } from '../../core/typeset/sfnt.ts'
import { buildPdf, contractObjects } from '../pdf/builder.ts'
import { createTestAuthority, generateTestKeys } from '../pki/authority.ts'
import type { TestAuthority } from '../pki/authority.ts'
import { ROOT } from '../process.ts'
import type { Combination } from './combination.ts'

/** Makes signed files of every combination with the real core and a real authority in this process. */
export interface Studio {
  readonly authority: TestAuthority
  make(combination: Combination): Promise<Uint8Array>
}

const MINUTE = 60_000
const YEAR = 365 * 24 * 60 * MINUTE
const RSA = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }
const [WIDTH, HEIGHT] = [230, 80]

const font = (name: string) => {
  const bytes = new Uint8Array(readFileSync(join(ROOT, 'public', 'fonts', `${name}.ttf`)))
  return { ...readSfnt(bytes), bytes }
}

const rectangleOf = (index: number): readonly [number, number, number, number] => {
  const [left, bottom] = [40 + (index % 2) * (WIDTH + 30), 40 + Math.floor(index / 2) * (HEIGHT + 30)]
  return [left, bottom, left + WIDTH, bottom + HEIGHT]
}

/** `now`: when all of it is signed. Keys that are slow to make are made once and used by each signatory in turn. */
export async function openStudio(now: number): Promise<Studio> {
  const authority = await createTestAuthority({ now })
  const fonts = { SealText: font('sans-regular'), SealName: font('sans-semibold') }
  const rsaKeys = await crypto.subtle.generateKey(RSA, false, ['sign', 'verify'])
  const { length: timestampLength } = await authority.issueTimestamp(new Uint8Array(32))
  const time = `${new Date(now).toISOString().slice(0, 19)}+00:00`
  const timestamp = (imprint: Uint8Array): Promise<Uint8Array> => authority.issueTimestamp(imprint)
  const trust = { anchors: authority.anchors }

  const sign = async (base: Uint8Array, field: string, { level, algorithm, key }: Combination): Promise<Uint8Array> => {
    const keys = algorithm === 'RSA' ? rsaKeys : await generateTestKeys()
    const life = key === 'one-time' ? {} : { revocable: true, notBefore: now - YEAR / 2, notAfter: now + (key === 'kept' ? 1 : 2) * YEAR }
    const { signer } = await authority.issueSignatory({ keys, email: `${field}@example.com`, ...life })
    const name = `Nguyễn Văn ${field}`
    const contentsSize = computeContentsSize({ statementLength: 0, certificateLengths: [signer.certificate, ...signer.chain].map((one) => one.length), timestampLength: level === 'B-B' ? 0 : timestampLength })
    const appearance = sealAppearance({ hash: new Uint8Array(32).fill(field.length), name, time, issuer: 'Test issuing', address: 'http://localhost:3000/verify', language: 'vi', width: WIDTH, height: HEIGHT })
    const prepared = prepareSignature({ base, field, name, reason: 'Tôi đồng ý', location: 'Hà Nội', claimedTime: time, appearance, contentsSize, certify: 'if-first' })
    return signRevision({ prepared, signer, timestamp: level === 'B-B' ? null : timestamp, trust })
  }

  return {
    authority,
    async make(combination) {
      const names = Array.from({ length: combination.signatories }, (_, index) => `party-${index + 1}`)
      const base = buildPdf(contractObjects([]), { kind: combination.base })
      let bytes = appendSignatureFields(base, names.map((name, index) => ({ name, page: 0, rectangle: rectangleOf(index), description: `Chữ ký của ${name}` })), { fonts })
      for (const name of names) bytes = await sign(bytes, name, combination)
      if (combination.level === 'B-B' || combination.level === 'B-T') return bytes
      const pool = { certificates: authority.intermediates, crls: [await authority.issueCrl(), await authority.issueCrl({ by: 'root' })], ocsps: [] }
      const data = await selectValidationData(bytes, pool, authority.anchors)
      return combination.level === 'B-LT' ? appendDocumentSecurityStore(bytes, data) : extendArchive({ bytes, data, timestampLength, timestamp, trust })
    },
  }
}
