/** A file that was given, with its path where it came in a folder. */
export interface Given {
  readonly file: File
  readonly path: string
}

/** What came in: files to judge, and files of certificates and revocation data that may help. */
export interface Intake {
  readonly documents: readonly Given[]
  readonly data: readonly File[]
  /** Files of folders that are neither; nobody asked for them in particular. */
  readonly leftOut: number
}

const MAX_FILES = 5000
const MAX_DEPTH = 24
const DATA = /\.(crl|ors|ocsp|der|cer|crt|pem|p7b|p7c)$/i
/** Evidence packages and proofs from a log. */
const PAPER = /\.(asice|tlog-proof)$/i
const isPdf = ({ file }: Given): boolean => file.type === 'application/pdf' || /\.pdf$/i.test(file.name)

/** Sorts what was given: a file that somebody chose is judged whatever its name, one of a folder only when it is a PDF. */
export function sortFiles(chosen: readonly Given[], inFolders: readonly Given[] = []): Intake {
  const data = [...chosen, ...inFolders].filter((one) => DATA.test(one.file.name) && !isPdf(one))
  const documents = [...chosen.filter((one) => !data.includes(one)), ...inFolders.filter((one) => isPdf(one) || PAPER.test(one.file.name))].slice(0, MAX_FILES)
  return { documents, data: data.map(({ file }) => file), leftOut: chosen.length + inFolders.length - documents.length - data.length }
}

/** Files of an input, of a folder when it was one. */
export function readInput(files: FileList | readonly File[] | null): Intake {
  const given = [...(files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }))
  return sortFiles(given.filter(({ file }) => !file.webkitRelativePath), given.filter(({ file }) => file.webkitRelativePath))
}

const readBatch = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> => new Promise((resolve, reject) => reader.readEntries(resolve, reject))
const readEntry = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject))

async function walk(entry: FileSystemEntry, depth: number, found: Given[]): Promise<void> {
  if (depth > MAX_DEPTH || found.length >= MAX_FILES) return
  if (entry.isFile) {
    const file = await readEntry(entry as FileSystemFileEntry).catch(() => null)
    if (file) found.push({ file, path: entry.fullPath.replace(/^\//, '') })
    return
  }
  if (!entry.isDirectory) return
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  // a reader gives its entries in batches, and none when it has no more
  for (let batch = await readBatch(reader).catch(() => []); batch.length > 0; batch = await readBatch(reader).catch(() => [])) {
    for (const inner of batch) await walk(inner, depth + 1, found)
  }
}

/** Everything that was dropped or pasted, folders to their depth. The transfer is read before this gives way: afterwards it is empty. */
export async function readTransfer(data: DataTransfer): Promise<Intake> {
  const entries = [...data.items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry?.() ?? null)
  const folders = entries.filter((entry) => entry?.isDirectory)
  const chosen = [...data.files].filter(({ name }) => !folders.some((folder) => folder?.name === name)).map((file) => ({ file, path: file.name }))
  const inFolders: Given[] = []
  for (const folder of folders) if (folder) await walk(folder, 0, inFolders)
  return sortFiles(chosen, inFolders)
}
