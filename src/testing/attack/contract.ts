import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { deriveSignatureRevision } from '../../core/ceremony/signature-revision.ts'
import { composeStatement } from '../../core/ceremony/statement.ts'
import type { Statement } from '../../core/consent/statement.ts'
import type { ContractDocument, ParticularValues } from '../../core/contract/document.ts'
import { appendDocumentSecurityStore } from '../../core/pdf/validation-data.ts'
import { computeKeyThumbprint } from '../../core/pki/thumbprint.ts'
import { signRevision } from '../../core/signing/pades.ts'
import { finishPdf } from '../../core/typeset/finish.ts'
import { typesetPdf } from '../../core/typeset/pdf.ts'
import { loadFonts } from '../ceremony/contract.ts'
import type { ContractSample } from '../ceremony/contract.ts'
import { generateTestKeys } from '../pki/authority.ts'

/** What each part of a forged contract is made from; honest where left out. Everything is signed anew with a valid key. */
export interface Forgery {
  /** Typesets the pages from this document. */
  readonly text?: (document: ContractDocument) => ContractDocument
  /** Attaches this document. */
  readonly document?: (document: ContractDocument) => ContractDocument
  /** Attaches these particulars. */
  readonly particulars?: (values: ParticularValues) => ParticularValues
  readonly statement?: (statement: Statement) => Statement
  /** Signs this text, or none, in place of the statement that the page was made for. */
  readonly signedText?: (statement: string) => string | undefined
  readonly publication?: (publication: Uint8Array) => Uint8Array | null
}

/** The document with one word of its first paragraph changed. */
export function changeWord(document: ContractDocument, word = 'CHANGED'): ContractDocument {
  let isDone = false
  const blocks = document.blocks.map((block) => {
    if (isDone || block.kind !== 'paragraph') return block
    isDone = true
    const words = block.text.split(' ')
    const at = words.findIndex((one, index) => index > 0 && /^[\p{L}]+$/u.test(one))
    return { ...block, text: words.map((one, index) => (index === at ? word : one)).join(' ') }
  })
  if (!isDone) throw new Error('no paragraph to change')
  return { ...document, blocks }
}

/** A contract whose parts were forged apart and then signed, timestamped and secured by the sample's own authority. */
export async function forgeContract(sample: ContractSample, forgery: Forgery): Promise<Uint8Array> {
  const { authority, document, values, salt } = sample
  const fonts = loadFonts()
  const pdf = await typesetPdf({ document: forgery.text?.(document) ?? document, values, fonts })
  const base = await finishPdf({
    pdf, fonts, document: forgery.document?.(document) ?? document,
    particulars: { values: forgery.particulars?.(values) ?? values, salt },
    publication: forgery.publication ? forgery.publication(sample.publication) : sample.publication,
  })
  const keys = await generateTestKeys()
  const { certificate, signer } = await authority.issueSignatory({ keys, email: 'buyer@example.vn' })
  const keyThumbprint = computeKeyThumbprint(new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey)))
  const honest = composeStatement({ ...sample.statementInput, baseRevision: base, keyThumbprint })
  const statement = forgery.statement ? encodeCanonicalJson(forgery.statement(JSON.parse(honest) as Statement)) : honest
  const prepared = deriveSignatureRevision({ base, document, statement, certificate, chain: signer.chain, checkAddress: 'http://localhost:3000/verify' })
  const text = forgery.signedText ? forgery.signedText(statement) : statement
  const signed = await signRevision({ prepared, signer, ...(text === undefined ? {} : { statement: text }), timestamp: (imprint) => authority.issueTimestamp(imprint) })
  return appendDocumentSecurityStore(signed, {
    certificates: [...authority.anchors, ...authority.intermediates],
    crls: [await authority.issueCrl({ by: 'root' }), await authority.issueCrl()],
    ocsps: [],
  })
}

