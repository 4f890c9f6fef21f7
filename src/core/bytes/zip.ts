import { deflate, inflate } from './deflate.ts'
import { concatBytes } from './compare.ts'
import { CodedError, type BytesErrorCode } from './error.ts'
import { decodeUtf8, encodeUtf8 } from './text.ts'

export interface ZipFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
/** 1 January 1980, midnight: the first moment that a zip can say; nothing in an archive depends on when it was made. */
const DATE = 0x0021
const UTF8 = 0x0800
const MAX_FILES = 10_000
const MAX_TOTAL = 512 * 1024 * 1024

/** How many files an archive may have, and how many bytes it may, headers and all. */
export interface ZipRoom {
  readonly files: number
  readonly size: number
}

/** What this module reads. */
const OWN_ROOM: ZipRoom = { files: MAX_FILES, size: MAX_TOTAL }
/** What every program reads: sizes and places of four bytes. */
export const PLAIN_ROOM: ZipRoom = { files: 65_535, size: 4_000_000_000 }

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** CRC-32 as zip has it. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

function record(...fields: readonly (readonly [size: 2 | 4, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += size
  }
  return bytes
}

/** A file that is never in memory whole: its length and CRC-32 are known before, its bytes come in chunks. */
export interface ZipSource {
  readonly name: string
  readonly size: number
  readonly crc: number
  open(): AsyncIterable<Uint8Array>
}

/** Up to here a source is gathered and packed; above, it is stored as it is. */
const MAX_PACKED = 4 * 1024 * 1024

/** What header and directory say of a file alike. */
interface Entry {
  readonly title: Uint8Array
  readonly isStored: boolean
  readonly crc: number
  readonly length: number
  readonly size: number
}

const common = ({ title, isStored, crc, length, size }: Entry) => [[2, UTF8], [2, isStored ? 0 : 8], [2, 0], [2, DATE], [4, crc], [4, length], [4, size], [2, title.length], [2, 0]] as const

/** A file’s header and content, packed where that is shorter. The first of an archive is stored, for readers that look at fixed places. */
function packFile({ name, bytes }: ZipFile, isFirst: boolean): { readonly entry: Entry; readonly data: Uint8Array } {
  const packed = isFirst ? bytes : deflate(bytes).subarray(2, -4)
  const isStored = isFirst || packed.length >= bytes.length
  const data = isStored ? bytes : packed
  return { entry: { title: encodeUtf8(name), isStored, crc: crc32(bytes), length: data.length, size: bytes.length }, data }
}

const tooLarge = (room: ZipRoom): CodedError<BytesErrorCode> => new CodedError<BytesErrorCode>('ZIP_TOO_LARGE', 'more, or larger, files than an archive may have', { ...room })

/** Header, directory's line and name twice: what a file takes beside its content. */
const besideContent = (name: string): number => 76 + 2 * encodeUtf8(name).length

/** Before anything of an archive is given: whether its files, unpacked, have room in it. Throws ZIP_TOO_LARGE. */
export function checkRoom(files: readonly (ZipFile | ZipSource)[], room = OWN_ROOM): void {
  const size = files.reduce((sum, file) => sum + ('bytes' in file ? file.bytes.length : file.size) + besideContent(file.name), 22)
  if (files.length > room.files || size > room.size) throw tooLarge(room)
}

/** The directory of an archive, gathered while it is written. */
class Directory {
  readonly #parts: Uint8Array[] = []
  readonly #room: ZipRoom
  #count = 0
  #offset = 0

  constructor(room: ZipRoom) {
    this.#room = room
  }

  /** A file’s own header. Throws ZIP_TOO_LARGE. */
  add(entry: Entry): Uint8Array {
    if (this.#count >= this.#room.files || this.#offset + entry.length > this.#room.size) throw tooLarge(this.#room)
    const local = concatBytes(record([4, LOCAL], [2, 20], ...common(entry)), entry.title)
    this.#parts.push(record([4, CENTRAL], [2, 20], [2, 20], ...common(entry), [2, 0], [2, 0], [2, 0], [4, 0], [4, this.#offset]), entry.title)
    this.#count++
    this.#offset += local.length + entry.length
    return local
  }

  close(): Uint8Array {
    const directory = concatBytes(...this.#parts)
    return concatBytes(directory, record([4, END], [2, 0], [2, 0], [2, this.#count], [2, this.#count], [4, directory.length], [4, this.#offset], [2, 0]))
  }
}

/** A zip of these files in this order, byte for byte the same for the same files. Throws ZIP_TOO_LARGE. */
export function encodeZip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer> {
  const directory = new Directory(OWN_ROOM)
  const parts = files.flatMap((file, at) => {
    const { entry, data } = packFile(file, at === 0)
    return [directory.add(entry), data]
  })
  return concatBytes(...parts, directory.close())
}

async function gather({ name, size, open }: ZipSource): Promise<ZipFile> {
  const parts: Uint8Array[] = []
  for await (const chunk of open()) parts.push(chunk)
  const bytes = concatBytes(...parts)
  if (bytes.length !== size) refuse('a file is not of the length that was said', { name })
  return { name, bytes }
}

/** The same as it comes, with one file in memory at most, and that no larger than MAX_PACKED. Throws ZIP_TOO_LARGE; ZIP_MALFORMED for a source of another length. */
export async function* streamZip(files: readonly (ZipFile | ZipSource)[], room = OWN_ROOM): AsyncGenerator<Uint8Array> {
  const directory = new Directory(room)
  for (const [at, file] of files.entries()) {
    if ('bytes' in file || file.size <= MAX_PACKED) {
      const { entry, data } = packFile('bytes' in file ? file : await gather(file), at === 0)
      yield directory.add(entry)
      yield data
      continue
    }
    yield directory.add({ title: encodeUtf8(file.name), isStored: true, crc: file.crc, length: file.size, size: file.size })
    let given = 0
    for await (const chunk of file.open()) {
      given += chunk.length
      yield chunk
    }
    if (given !== file.size) refuse('a file is not of the length that was said', { name: file.name })
  }
  yield directory.close()
}

function refuse(message: string, details: Readonly<Record<string, string | number>> = {}): never {
  throw new CodedError<BytesErrorCode>('ZIP_MALFORMED', message, details)
}

/** A name that stays inside the folder it is unpacked in. */
const isName = (name: string): boolean => name !== '' && name.length <= 500 && !name.startsWith('/') && !/[\\:]/.test(name) && [...name].every((letter) => letter >= ' ') && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

/** What a directory says beside name, sizes and place is always the same here: made by and for version 2.0, undated, one disk, no attributes. */
const isPlain = (view: DataView, at: number): boolean =>
  view.getUint32(at + 4, true) === 0x00140014 && view.getUint32(at + 12, true) === DATE * 0x10000 && view.getUint32(at + 34, true) === 0 && view.getUint32(at + 38, true) === 0

/** Adler-32 is not compared by `inflate`, so any four octets end the stream. */
const unpack = (data: Uint8Array, size: number): Uint8Array => inflate(concatBytes(Uint8Array.of(0x78, 0x9c), data, new Uint8Array(4)), { maxBytes: size })

/**
 * The files of a zip, in order. Strict: the central directory and the files' own headers agree, files follow one another without gap or
 * overlap, names are unique and stay inside, nothing precedes or follows. A file whose content does not fit its checksum is given as null.
 * Throws ZIP_MALFORMED.
 */
export function parseZip(bytes: Uint8Array): { readonly name: string; readonly bytes: Uint8Array | null }[] {
  if (bytes.length < 22 || bytes.length > MAX_TOTAL) refuse('not a zip of a size that is read')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = bytes.length - 22
  const [count, size, start] = [view.getUint16(end + 10, true), view.getUint32(end + 12, true), view.getUint32(end + 16, true)]
  if (view.getUint32(end, true) !== END || view.getUint16(end + 20, true) !== 0 || view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count || count > MAX_FILES || start + size !== end) refuse('the directory does not end the file')
  const files: { name: string; bytes: Uint8Array | null }[] = []
  const seen = new Set<string>()
  let [at, next, total] = [start, 0, 0]
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) refuse('the directory is damaged', { index })
    const [flags, method, crc, packed, length, nameLength] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true), view.getUint32(at + 16, true), view.getUint32(at + 20, true), view.getUint32(at + 24, true), view.getUint16(at + 28, true)]
    const [extra, comment, offset] = [view.getUint16(at + 30, true), view.getUint16(at + 32, true), view.getUint32(at + 42, true)]
    const data = offset + 30 + nameLength
    total += length
    if (offset !== next || data + packed > start || extra !== 0 || comment !== 0 || (flags & ~UTF8) !== 0 || (method !== 0 && method !== 8) || !isPlain(view, at) || total > MAX_TOTAL || at + 46 + nameLength > end) refuse('a file is not where the directory says, or not of a kind that is read', { index })
    const local = [view.getUint32(offset, true), view.getUint16(offset + 4, true), view.getUint32(offset + 10, true), view.getUint16(offset + 6, true), view.getUint16(offset + 8, true), view.getUint32(offset + 14, true), view.getUint32(offset + 18, true), view.getUint32(offset + 22, true), view.getUint16(offset + 26, true), view.getUint16(offset + 28, true)]
    if (local.join() !== [LOCAL, 20, DATE * 0x10000, flags, method, crc, packed, length, nameLength, 0].join()) refuse('a file’s own header says something else than the directory', { index })
    const [title, own] = [bytes.subarray(at + 46, at + 46 + nameLength), bytes.subarray(offset + 30, data)]
    if (title.some((octet, place) => octet !== own[place])) refuse('a file has two names', { index })
    const name = decodeUtf8(title)
    if (!isName(name) || seen.has(name)) refuse('a name is used twice or leads outside', { index })
    seen.add(name)
    files.push({ name, bytes: readContent(bytes.subarray(data, data + packed), method, length, crc) })
    next = data + packed
    at += 46 + nameLength
  }
  if (at !== end || next !== start) refuse('there are bytes that belong to no file')
  return files
}

function readContent(data: Uint8Array, method: number, length: number, crc: number): Uint8Array | null {
  try {
    const content = method === 0 ? data : unpack(data, length)
    return content.length === length && crc32(content) === crc ? content : null
  } catch (error) {
    if (error instanceof CodedError) return null
    throw error
  }
}
