import { dictionaryOf, idText, nameOf } from './object.ts'
import type { PdfObject } from './object.ts'
import { readNameTree } from './name-tree.ts'
import type { PdfFile } from './reader.ts'
import { decodeTextString } from './text-string.ts'

/** An embedded file (ISO 32000-2 §7.11.4). */
export interface Attachment {
  /** /UF, else /F. */
  readonly name: string
  /** /AFRelationship: Source, Data, Alternative, Supplement, …; Unspecified when not given. */
  readonly relationship: string
  /** /Subtype of the stream, e.g. `application/json`, or null. */
  readonly mediaType: string | null
  /** In the catalog's /AF, so that a PDF/A-3 reader finds it. */
  readonly isAssociated: boolean
  readonly bytes: Uint8Array
}

/** Every file in the EmbeddedFiles name tree and the catalog's /AF, each once, as of a revision. Throws what damage calls for. */
export function readAttachments(file: PdfFile, revision = file.newest): Attachment[] {
  const root = file.getRoot(revision)
  const associated = file.get(root, 'AF', revision)
  const associates = associated.kind === 'array' ? associated.items : []
  const names = file.getDictionary(root, 'Names', revision)
  const tree = names === null ? null : file.getDictionary(names, 'EmbeddedFiles', revision)
  const listed = tree === null ? [] : readNameTree(file, tree, revision).map((entry) => entry.value)
  const isSame = (a: PdfObject, b: PdfObject): boolean => a === b || (a.kind === 'reference' && b.kind === 'reference' && idText(a) === idText(b))
  const attachments: Attachment[] = []
  for (const object of [...listed, ...associates.filter((item) => !listed.some((other) => isSame(item, other)))]) {
    const specification = dictionaryOf(file.resolve(object, revision))
    const files = specification === null ? null : file.getDictionary(specification, 'EF', revision)
    if (specification === null || files === null) continue
    const stream = file.resolve(files.entries.get('UF') ?? files.entries.get('F'), revision)
    if (stream.kind !== 'stream') continue
    const unicode = file.get(specification, 'UF', revision)
    const plain = file.get(specification, 'F', revision)
    const name = unicode.kind === 'string' ? unicode.bytes : plain.kind === 'string' ? plain.bytes : new Uint8Array(0)
    attachments.push({
      name: decodeTextString(name),
      relationship: nameOf(file.get(specification, 'AFRelationship', revision)) ?? 'Unspecified',
      mediaType: nameOf(file.get(stream.dictionary, 'Subtype', revision)),
      isAssociated: associates.some((item) => isSame(item, object)),
      bytes: file.decode(stream, revision),
    })
  }
  return attachments
}
