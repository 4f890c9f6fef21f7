import { deriveBaseRevision } from '../../core/ceremony/base-revision.ts'
import { deriveSignatureRevision } from '../../core/ceremony/signature-revision.ts'
import { composeStatement } from '../../core/ceremony/statement.ts'
import type { ContractDocument, ParticularValues } from '../../core/contract/document.ts'
import { resolveValues } from '../../core/contract/particular.ts'
import { listSignatories, signaturePlaces } from '../../core/contract/place.ts'
import { appendDocumentSecurityStore } from '../../core/pdf/validation-data.ts'
import { computeKeyThumbprint } from '../../core/pki/thumbprint.ts'
import { signRevision } from '../../core/signing/pades.ts'
import { draw } from '../interop/draw.ts'
import { createTestAuthority, generateTestKeys } from '../pki/authority.ts'
import type { TestAuthority } from '../pki/authority.ts'
import { CEREMONY_TIME, loadFonts, signPublication } from './contract.ts'

/** A contract of several signatories, and the file after each of them. */
export interface PartiesSample {
  readonly authority: TestAuthority
  readonly document: ContractDocument
  readonly values: ParticularValues
  readonly base: Uint8Array
  /** The file after each signature with its validation data, in order of signing. */
  readonly steps: readonly { readonly party: string; readonly place: number; readonly statement: string; readonly file: Uint8Array }[]
}

/** Number of a draw that gives the template with several signatories, in Vietnamese. */
export const PARTIES_DRAW = 3

/** Everybody signs in turn, each over the last revision, with validation data appended after each, with real keys. */
export async function createPartiesSample(change: (document: ContractDocument) => ContractDocument = (document) => document): Promise<PartiesSample> {
  const authority = await createTestAuthority({ now: CEREMONY_TIME })
  const drawn = draw(PARTIES_DRAW)
  const { values, salt } = drawn
  const document = change(drawn.document)
  const base = await deriveBaseRevision({ document, values, salt, publication: await signPublication(authority, document), fonts: loadFonts() })
  const steps: PartiesSample['steps'][number][] = []
  const validation = { certificates: [...authority.anchors, ...authority.intermediates], crls: [await authority.issueCrl({ by: 'root' }), await authority.issueCrl()], ocsps: [] }
  for (const party of listSignatories(document)) {
    const keys = await generateTestKeys()
    const { certificate, signer } = await authority.issueSignatory({ keys, email: `${party.id}@example.vn` })
    const statement = composeStatement({
      document, values, salt, party: party.id, id: `statement-${party.id}`, event: 'agreed', act: 'certificate-signature', baseRevision: base,
      person: { name: resolveValues(document, values)[party.nameParticular] ?? party.role, capacity: 'self', place: null },
      controls: document.consent.controls.map(({ id }) => ({ id, final: true, changedAt: '2026-11-21T14:31:50+07:00' })),
      review: { shown: true, edits: 0, confirmed: true }, reason: null, snapshotHash: null, conspicuousness: [],
      claims: { clock: '2026-11-21T14:32:00+07:00', zone: 'Asia/Ho_Chi_Minh', locale: 'vi', agent: 'test', viewport: { width: 360, height: 740 }, pixelRatio: 2, reading: { scrolledPercent: 100, visibleMs: 61_000, focusMs: 60_000 } },
      claimsSalt: 'ab'.repeat(32), appBuild: 'test', challenge: 'A'.repeat(43), claimedTime: '2026-11-21T14:32:05+07:00',
      keyThumbprint: computeKeyThumbprint(new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))),
    })
    for (let place = 1; place <= signaturePlaces(document, party.id).length; place++) {
      const last = steps.at(-1)?.file ?? base
      const prepared = deriveSignatureRevision({ base: last, document, statement, certificate, chain: signer.chain, checkAddress: 'http://localhost:3000/verify', place })
      const signed = await signRevision({ prepared, signer, statement, timestamp: (imprint) => authority.issueTimestamp(imprint) })
      steps.push({ party: party.id, place, statement, file: appendDocumentSecurityStore(signed, { ...validation, certificates: [certificate, ...validation.certificates] }) })
    }
  }
  return { authority, document, values, base, steps }
}
