import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { deriveBaseRevision } from '../../core/ceremony/base-revision.ts'
import { deriveSignatureRevision } from '../../core/ceremony/signature-revision.ts'
import { composeStatement } from '../../core/ceremony/statement.ts'
import type { StatementInput } from '../../core/ceremony/statement.ts'
import { createSignedData, parseSignedData } from '../../core/cms/signed-data.ts'
import { addUnsignedAttribute } from '../../core/cms/attribute.ts'
import { sha256 } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { encodeContractDocument } from '../../core/contract/document.ts'
import type { ContractDocument, ParticularValues } from '../../core/contract/document.ts'
import { appendDocumentSecurityStore } from '../../core/pdf/validation-data.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../../core/pki/oids.ts'
import { computeKeyThumbprint } from '../../core/pki/thumbprint.ts'
import { signRevision } from '../../core/signing/pades.ts'
import { FONT_FILES } from '../../core/typeset/font.ts'
import type { FontSet } from '../../core/typeset/font.ts'
import { draw } from '../interop/draw.ts'
import { createTestAuthority, generateTestKeys } from '../pki/authority.ts'
import type { TestAuthority } from '../pki/authority.ts'

/** When everything in these samples happens. */
export const CEREMONY_TIME = Date.UTC(2026, 10, 21, 7, 32, 7)

const readFont = (file: string) => new Uint8Array(readFileSync(resolve(import.meta.dirname, '../../../public/fonts', file)))

/** The committed fonts, read from disk. */
export function loadFonts(): FontSet {
  return Object.fromEntries(Object.entries(FONT_FILES).map(([name, { file }]) => [name, readFont(file)])) as unknown as FontSet
}

export interface ContractSample {
  readonly authority: TestAuthority
  readonly document: ContractDocument
  readonly values: ParticularValues
  readonly salt: string
  readonly publication: Uint8Array
  readonly statementInput: StatementInput
  readonly statement: string
  readonly base: Uint8Array
  /** B-T. */
  readonly signed: Uint8Array
  /** B-LT. */
  readonly secured: Uint8Array
}

/** A timestamped detached CMS of the seller over the canonical contract document. */
export async function signPublication(authority: TestAuthority, document: ContractDocument): Promise<Uint8Array> {
  const { signer } = await authority.issueSignatory({ email: 'seller@example.vn' })
  const cms = await createSignedData({ signer, digest: sha256(encodeUtf8(encodeContractDocument(document))), digestHash: 'SHA-256' })
  return addUnsignedAttribute(cms, OID_SIGNATURE_TIME_STAMP, await authority.issueTimestamp(sha256(parseSignedData(cms).signers[0]!.signature)))
}

/** What may be other than honest in a sample; each piece is made again with valid keys. */
export interface ContractChoice {
  /** Number of the draw: template, language and particulars follow from it. */
  readonly number?: number
  readonly demo?: boolean
  readonly alterDocument?: (document: ContractDocument) => ContractDocument
  readonly alterBase?: (base: Uint8Array) => Uint8Array
  readonly alterStatement?: (statement: string) => string
}

/** One whole contract, published and signed in this process with real keys, as the product does it. */
export async function createContractSample(choice: ContractChoice = {}): Promise<ContractSample> {
  const authority = await createTestAuthority({ now: CEREMONY_TIME })
  const { document, values, salt } = draw(choice.number ?? 0)
  const publication = await signPublication(authority, document)
  const derived = await deriveBaseRevision({ document: choice.alterDocument?.(document) ?? document, values, salt, publication, fonts: loadFonts() })
  const base = choice.alterBase?.(derived) ?? derived

  const keys = await generateTestKeys()
  const { certificate, signer } = await authority.issueSignatory({ keys, email: 'buyer@example.vn', demo: choice.demo ?? false })
  const statementInput: StatementInput = {
    document, values, salt,
    party: 'buyer',
    id: 'statement-0001',
    event: 'agreed',
    act: 'certificate-signature',
    baseRevision: base,
    person: { name: values[document.parties.find(({ id }) => id === 'buyer')!.nameParticular] ?? 'Nguyễn Thị Ánh Tuyết', capacity: 'self', place: 'Hà Nội' },
    controls: document.consent.controls.map(({ id }) => ({ id, final: true, changedAt: '2026-11-21T14:31:50+07:00' })),
    review: { shown: true, edits: 1, confirmed: true },
    reason: null,
    snapshotHash: null,
    conspicuousness: [],
    claims: {
      clock: '2026-11-21T14:32:00+07:00', zone: 'Asia/Ho_Chi_Minh', locale: 'vi', agent: 'test', viewport: { width: 360, height: 740 }, pixelRatio: 2,
      reading: { scrolledPercent: 100, visibleMs: 61_000, focusMs: 60_000 },
    },
    claimsSalt: 'ab'.repeat(32),
    appBuild: 'test',
    keyThumbprint: computeKeyThumbprint(new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))),
    challenge: 'A'.repeat(43),
    claimedTime: '2026-11-21T14:32:05+07:00',
  }
  const honest = composeStatement(statementInput)
  const statement = choice.alterStatement?.(honest) ?? honest
  const prepared = deriveSignatureRevision({ base, document, statement, certificate, chain: signer.chain, checkAddress: 'http://localhost:3000/verify' })
  const signed = await signRevision({ prepared, signer, statement, timestamp: (imprint) => authority.issueTimestamp(imprint) })
  const secured = appendDocumentSecurityStore(signed, {
    certificates: [...authority.anchors, ...authority.intermediates],
    crls: [await authority.issueCrl({ by: 'root' }), await authority.issueCrl()],
    ocsps: [],
  })
  return { authority, document, values, salt, publication, statementInput, statement, base, signed, secured }
}
