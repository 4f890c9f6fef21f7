import { X509Certificate } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeLatin1 } from '../../core/bytes/text.ts'
import { composePreview, createDraft, fillDraft } from '../../core/contract/template.ts'
import { finishPlain } from '../../core/typeset/finish.ts'
import { typesetPdf } from '../../core/typeset/pdf.ts'
import { TYPESET_REVISION } from '../../core/typeset/revision.ts'
import { offerOwnFile, signOwnFile, stateOwnFile, uploadAppended } from '../../server/fixture/own-file.ts'
import { emailOf } from '../../server/fixture/party.ts'
import { openTestService, type TestService } from '../../server/fixture/service.ts'
import { loadFonts } from '../ceremony/contract.ts'
import { buildPdf, buildStream, contractObjects } from '../pdf/builder.ts'
import { ROOT } from '../process.ts'

/** A seller's own file as it came, and the same signed. */
export interface OwnFile {
  readonly name: string
  readonly before: string
  readonly signed: string
  /** PDF/A flavour that the file came with; null for none. */
  readonly flavour: '2b' | '3a' | null
  /** Others had signed it: with keys that nobody here trusts. */
  readonly isSigned: boolean
}

export interface OwnFiles {
  readonly folder: string
  readonly root: string
  /** When all of it was signed, epoch seconds. */
  readonly moment: number
  readonly files: readonly OwnFile[]
}

const XMP = `<?xpacket begin="\u00ef\u00bb\u00bf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`

/** The least that is PDF/A-2b: a drawing in a colour space of its own, and the metadata that say so. */
function makeArchivable(): Uint8Array {
  const gray = '[/CalGray <</WhitePoint [0.9505 1 1.089]>>]'
  return buildPdf({
    1: '<</Type /Catalog /Pages 2 0 R /Metadata 5 0 R>>',
    2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    3: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</ColorSpace <</G ${gray}>>>> /Contents 4 0 R>>`,
    4: buildStream('', '/G cs 0.8 sc 60 700 475 60 re f'),
    5: buildStream('/Type /Metadata /Subtype /XML', encodeLatin1(XMP)),
  }, { trailer: '/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]' })
}

/** PDF/A-3a as this project sets it, with nobody's fields. */
async function makeTypeset(): Promise<Uint8Array> {
  const draft = fillDraft(createDraft('own-file', 'vi'), { 'seller-name': 'Công ty TNHH Mộc An', 'seller-email': 'seller@example.com' })
  const unsigned = { ...draft, parties: draft.parties.map((party) => ({ ...party, signs: false })), blocks: draft.blocks.filter(({ kind }) => kind !== 'signature') }
  const time = Date.UTC(2026, 10, 25, 5)
  const document = composePreview(unsigned, { contract: 'own-file-sample', number: '2026/11-0001', typesetRevision: TYPESET_REVISION }, time)
  const fonts = loadFonts()
  const pdf = await typesetPdf({ document, values: {}, fonts })
  return finishPlain({ pdf, files: [], places: [], fonts, xmp: { title: document.title, author: 'Mộc An', language: 'vi', time } })
}

const vector = (name: string) => readFile(join(ROOT, 'src', 'testing', 'vectors', 'pdf', `${name}.pdf`)).then((bytes) => new Uint8Array(bytes))

async function collectBases(): Promise<readonly (Pick<OwnFile, 'name' | 'flavour' | 'isSigned'> & { readonly bytes: Uint8Array })[]> {
  const kinds = (['table', 'stream', 'objectStream', 'hybrid'] as const).map((kind) => ({ name: `plain-${kind}`, bytes: buildPdf(contractObjects([]), { kind }), flavour: null, isSigned: false }))
  const turned = { ...contractObjects([]), 3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate 90 /Resources <</Font <</F1 5 0 R>>>> /Contents 4 0 R>>' }
  const signed = await Promise.all(['pyhanko-signed', 'pdfbox-packed-signed', 'openpdf-signed', 'itext-signed'].map(async (name) => ({ name, bytes: await vector(name), flavour: null, isSigned: true })))
  return [
    ...kinds, ...signed,
    { name: 'turned', bytes: buildPdf(turned), flavour: null, isSigned: false },
    { name: 'pdfa-2b', bytes: makeArchivable(), flavour: '2b', isSigned: false },
    { name: 'pdfa-3a', bytes: await makeTypeset(), flavour: '3a', isSigned: false },
  ]
}

async function signAll(service: TestService, bytes: Uint8Array, parties: readonly string[]): Promise<Uint8Array> {
  const { tokens } = await offerOwnFile(service, bytes, parties)
  for (const party of parties) {
    const { buyer, signer } = await stateOwnFile(service, tokens[party]!, emailOf(party))
    const answer = await uploadAppended(service, buyer, await signOwnFile(service, buyer, signer, party))
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  return new Uint8Array((await service.ask('GET', `/api/offers/${tokens[parties[0]!]}/file`)).rawPayload)
}

/** Files such as sellers bring, each signed by two parties through the whole service, with the file as it came beside it. */
export async function makeOwnFiles(folder: string): Promise<OwnFiles> {
  await mkdir(folder, { recursive: true })
  const service = await openTestService()
  try {
    const moment = Math.floor(Date.now() / 1000)
    const root = join(folder, 'root.pem')
    await writeFile(root, new X509Certificate(Buffer.from(service.parts.authority.root)).toString())
    const files: OwnFile[] = []
    for (const { bytes, ...base } of await collectBases()) {
      const [before, signed] = [join(folder, `${base.name}.before.pdf`), join(folder, `${base.name}.pdf`)]
      await writeFile(before, bytes)
      await writeFile(signed, await signAll(service, bytes, ['ann', 'bo']))
      files.push({ ...base, before, signed })
    }
    return { folder, root, moment, files }
  } finally {
    await service.close()
  }
}
