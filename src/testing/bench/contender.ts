import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { allocateWithRoom } from '../../core/bytes/room.ts'
import { createSignedData } from '../../core/cms/signed-data.ts'
import type { BenchKey } from './key.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import type { PdfFile } from '../../core/pdf/reader.ts'
import type { Signer } from '../../core/pki/signer.ts'
import { appendSignatureFields } from '../../core/signing/append-field.ts'
import { insertContents } from '../../core/signing/pades.ts'
import { digestPrepared, prepareSignature } from '../../core/signing/revision.ts'
import type { PreparedSignature } from '../../core/signing/revision.ts'
import { loadPeer as load } from './peers.ts'

/**
 * Who signs: reads a file as it likes, then parses, fills the field that was placed before (or adds one) and signs, all in memory, each with its own
 * cryptography and all with one key (ours as a server signs, and as a browser does). No timestamp: that is the network's time. All fields show nothing.
 * Ours does more than the peers: it reads strictly, and verifies the value before it leaves.
 */
export interface Contender {
  /** Packages whose code is there before anything is measured. */
  readonly packages: readonly string[]
  /** What hashes the file here: SHA-256 of it alone, by the same means, is what signing is held against. */
  readonly hash: (bytes: Uint8Array) => unknown
  readonly read: (path: string) => Uint8Array
  /** Throws where it cannot: a file whose field was placed before, or this kind of key. */
  readonly sign: (bytes: Uint8Array, key: BenchKey, isPlaced: boolean) => Promise<Uint8Array>
}

const CONTENTS = 8192
const NAME = 'Nguyễn Thị Lan'
const FIELD = 'seller'
const PLACE = [50, 50, 250, 110] as const
const hash = (...parts: readonly Uint8Array[]): Uint8Array => parts.reduce((state, part) => state.update(part), createHash('sha256')).digest()

const byNode = (bytes: Uint8Array): unknown => hash(bytes)
const byWebCrypto = (bytes: Uint8Array): unknown => crypto.subtle.digest('SHA-256', bytes as BufferSource)

/** As the product reads an upload: into a buffer that the revision fits behind. */
function readWithRoom(path: string): Uint8Array {
  const file = openSync(path, 'r')
  const bytes = allocateWithRoom(fstatSync(file).size, 65_536)
  for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, bytes.length - at, null)
  closeSync(file)
  return bytes
}

/** A file with the field that signs it, as the product places one before anybody signs. */
export const placeField = (file: Uint8Array | PdfFile): Uint8Array => appendSignatureFields(file, [{ name: FIELD, page: 0, rectangle: PLACE, description: NAME }])

async function signHere(bytes: Uint8Array, isPlaced: boolean, signer: Signer, digest: (prepared: PreparedSignature) => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array> {
  const file = readPdf(bytes)
  const base = isPlaced ? file : file.readAppended(placeField(file))
  // the peers' fields show nothing either
  const appearance = { width: 200, height: 60, content: '', fonts: {} }
  const prepared = prepareSignature({ base, field: FIELD, name: NAME, reason: '', location: '', claimedTime: '2026-11-25T10:00:00+07:00', appearance, contentsSize: CONTENTS, certify: false })
  return insertContents(prepared, await createSignedData({ signer, digest: await digest(prepared), digestHash: 'SHA-256', algorithmProtection: true }))
}

const digestHere = ({ bytes, contentsStart, contentsEnd }: PreparedSignature): Uint8Array => hash(bytes.subarray(0, contentsStart), bytes.subarray(contentsEnd))

async function signBySignpdf(placed: Buffer, { pkcs12, passphrase }: BenchKey): Promise<Uint8Array> {
  if (pkcs12 === null) throw new Error('forge does not know this kind of key')
  const { SignPdf } = (await load('@signpdf/signpdf')) as { SignPdf: new () => { sign(bytes: Buffer, signer: object): Promise<Buffer> } }
  const { P12Signer } = (await load('@signpdf/signer-p12')) as { P12Signer: new (bytes: Uint8Array, options: object) => object }
  return new SignPdf().sign(placed, new P12Signer(pkcs12, { passphrase }))
}

interface CantooContext {
  obj(value: unknown): never
  register(value: never): never
}
interface CantooDictionary {
  set(key: never, value: never): void
}
interface CantooDocument {
  context: CantooContext
  catalog: CantooDictionary
  getPage(index: number): { ref: never; node: { addAnnot(ref: never): void } }
  getForm(): { getSignature(name: string): { acroField: { dict: CantooDictionary } } }
  commit(): Promise<Uint8Array>
}
interface Cantoo {
  PDFDocument: { load(bytes: Uint8Array, options: object): Promise<CantooDocument> }
  PDFName: { of(name: string): never }
  PDFString: { of(text: string): never }
  PDFHexString: { of(text: string): never; fromText(text: string): never }
}

interface LibPdf {
  PDF: { load(bytes: Uint8Array): Promise<{ sign(options: object): Promise<{ bytes: Uint8Array }> }> }
  CryptoKeySigner: new (key: CryptoKey, certificate: Uint8Array, kind: string, algorithm: string, chain: Uint8Array[]) => object
}

export const CONTENDERS: Readonly<Record<string, Contender>> = {
  'countersign, node:crypto': { packages: [], hash: byNode, read: readWithRoom, sign: (bytes, key, isPlaced) => signHere(bytes, isPlaced, key.hostSigner, digestHere) },
  'countersign, WebCrypto': { packages: [], hash: byWebCrypto, read: readWithRoom, sign: (bytes, key, isPlaced) => signHere(bytes, isPlaced, key.signer, digestPrepared) },
  '@libpdf/core': {
    packages: ['@libpdf/core'],
    hash: byWebCrypto,
    read: (path) => new Uint8Array(readFileSync(path)),
    async sign(bytes, key, isPlaced) {
      const { PDF, CryptoKeySigner } = (await load('@libpdf/core')) as LibPdf
      const pdf = await PDF.load(bytes)
      const { certificate, chain } = key.signer
      const [kind, algorithm] = key.kind === 'P-256' ? (['EC', 'ECDSA'] as const) : (['RSA', 'RSASSA-PKCS1-v1_5'] as const)
      const signer = new CryptoKeySigner(key.privateKey, certificate, kind, algorithm, [...chain])
      return (await pdf.sign({ signer, name: NAME, estimatedSize: CONTENTS, ...(isPlaced ? { fieldName: FIELD } : {}) })).bytes
    },
  },
  '@cantoo/pdf-lib + @signpdf': {
    packages: ['@cantoo/pdf-lib', '@signpdf/signpdf', '@signpdf/signer-p12'],
    hash: byNode,
    read: (path) => new Uint8Array(readFileSync(path)),
    async sign(bytes, key, isPlaced) {
      const { PDFDocument, PDFName, PDFString, PDFHexString } = (await load('@cantoo/pdf-lib')) as Cantoo
      const document = await PDFDocument.load(bytes, { forIncrementalUpdate: true, updateMetadata: false })
      const { context } = document
      const placeholder = PDFName.of('**********')
      const value = context.register(
        context.obj({ Type: 'Sig', Filter: 'Adobe.PPKLite', SubFilter: 'ETSI.CAdES.detached', ByteRange: [0, placeholder, placeholder, placeholder], Contents: PDFHexString.of('0'.repeat(CONTENTS * 2)), Name: PDFHexString.fromText(NAME) }),
      )
      if (isPlaced) document.getForm().getSignature(FIELD).acroField.dict.set(PDFName.of('V'), value)
      else {
        const page = document.getPage(0)
        const widget = context.register(context.obj({ Type: 'Annot', Subtype: 'Widget', FT: 'Sig', T: PDFString.of(FIELD), F: 4, Rect: PLACE, P: page.ref, V: value }))
        page.node.addAnnot(widget)
        document.catalog.set(PDFName.of('AcroForm'), context.obj({ Fields: [widget], SigFlags: 3 }))
      }
      return signBySignpdf(Buffer.from(await document.commit()), key)
    },
  },
  '@signpdf placeholder-plain': {
    packages: ['@signpdf/placeholder-plain', '@signpdf/signpdf', '@signpdf/signer-p12'],
    hash: byNode,
    read: (path) => readFileSync(path),
    async sign(bytes, key, isPlaced) {
      // it adds a field of its own to whatever it is given, and damages the form of a file that has one
      if (isPlaced) throw new Error('knows no field that was placed before')
      const { plainAddPlaceholder } = (await load('@signpdf/placeholder-plain')) as { plainAddPlaceholder(input: object): Buffer }
      const placed = plainAddPlaceholder({ pdfBuffer: bytes, reason: '', contactInfo: '', name: NAME, location: '', signatureLength: CONTENTS, subFilter: 'ETSI.CAdES.detached', widgetRect: PLACE })
      return signBySignpdf(placed, key)
    },
  },
}
