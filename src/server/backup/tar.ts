import { closeSync, fsyncSync, mkdirSync, openSync, readSync, readdirSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CodedError } from '../../core/bytes/error.ts'
import { syncFolder } from '../durable-file.ts'
import type { BackupErrorCode } from './manifest.ts'

/** ustar (POSIX.1-1988): headers and contents in blocks of 512 bytes, two empty ones at the end. */
const BLOCK = 512
const PIECE = 1024 * 1024
const NAME = /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`

/** The largest size that a header's eleven octal digits can say. */
const MOST = 8 ** 11

function header(name: string, size: number): Buffer {
  if (size >= MOST) throw new CodedError<BackupErrorCode>('BACKUP_TOO_LARGE', 'a part is too large for a tar file: back up into a folder', { name, size })
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0, 100, 'ascii')
  block.write(octal(0o600, 8), 100, 'ascii')
  block.write(octal(0, 8), 108, 'ascii')
  block.write(octal(0, 8), 116, 'ascii')
  block.write(octal(size, 12), 124, 'ascii')
  block.write(octal(0, 12), 136, 'ascii')
  block.write('        0', 148, 'ascii')
  block.write('ustar\x0000', 257, 'ascii')
  block.write(octal(block.reduce((sum, byte) => sum + byte, 0), 7) + ' ', 148, 'ascii')
  return block
}

function copy(from: number, to: number, size: number, piece: Buffer): void {
  for (let left = size; left > 0; ) {
    const read = readSync(from, piece, 0, Math.min(left, piece.length), null)
    if (read === 0) throw new CodedError<BackupErrorCode>('BACKUP_DAMAGED', 'the file ends too early')
    for (let written = 0; written < read; ) written += writeSync(to, piece, written, read - written)
    left -= read
  }
}

function listFiles(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    return entry.isDirectory() ? listFiles(folder, name) : [name]
  })
}

/** Packs a folder's files, and syncs what was written. `path` must not exist. */
export function packTar(folder: string, path: string): void {
  const piece = Buffer.alloc(PIECE)
  const tar = openSync(path, 'wx', 0o600)
  try {
    for (const name of listFiles(folder)) {
      const { size } = statSync(join(folder, name))
      writeSync(tar, header(name, size))
      const file = openSync(join(folder, name), 'r')
      try {
        copy(file, tar, size, piece)
      } finally {
        closeSync(file)
      }
      if (size % BLOCK > 0) writeSync(tar, Buffer.alloc(BLOCK - (size % BLOCK)))
    }
    writeSync(tar, Buffer.alloc(2 * BLOCK))
    fsyncSync(tar)
  } finally {
    closeSync(tar)
  }
  syncFolder(dirname(path))
}

function readHeader(block: Buffer): { readonly name: string; readonly size: number } {
  const text = (from: number, to: number): string => block.toString('ascii', from, to).replace(/\0.*$/s, '')
  const [name, size] = [text(0, 100), Number.parseInt(text(124, 136), 8)]
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  const isFile = block[156] === 48 || block[156] === 0
  if (Number.parseInt(text(148, 156), 8) !== sum || !isFile || !NAME.test(name) || name.includes('..') || !Number.isSafeInteger(size)) throw new CodedError<BackupErrorCode>('BACKUP_DAMAGED', 'not a file that a backup has', { name: name.replace(/[^\w./-]/g, '?') })
  return { name, size }
}

/** Unpacks into a folder: plain files below it only. Throws BACKUP_DAMAGED. */
export function unpackTar(path: string, folder: string): void {
  const piece = Buffer.alloc(PIECE)
  const tar = openSync(path, 'r')
  const block = Buffer.alloc(BLOCK)
  try {
    for (;;) {
      const read = readSync(tar, block, 0, BLOCK, null)
      if (read !== BLOCK) throw new CodedError<BackupErrorCode>('BACKUP_DAMAGED', 'the file ends too early')
      if (block.every((byte) => byte === 0)) return
      const { name, size } = readHeader(block)
      const target = join(folder, name)
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
      const file = openSync(target, 'wx', 0o600)
      try {
        copy(tar, file, size, piece)
      } finally {
        closeSync(file)
      }
      const rest = size % BLOCK
      if (rest > 0) readSync(tar, block, 0, BLOCK - rest, null)
    }
  } finally {
    closeSync(tar)
  }
}
