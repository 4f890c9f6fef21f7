import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CodedError, isCodedError } from '../../core/bytes/error.ts'
import { acquireLock, type Lock } from '../lock.ts'

const SOURCES = ['index.html', 'package-lock.json', 'public', 'vite.config.ts', 'vite.standalone.config.ts', 'src/client', 'src/core', 'src/embed', 'src/protocol']
/** Made by the build itself, or not part of it. */
const LEFT_OUT = /(^|\/)(generated|project\.inlang\/(?!settings\.json)[^/]*|[^/]*\.test\.tsx?|SPEC\.md)(\/|$)/

function listFiles(root: string, path: string): string[] {
  const full = join(root, path)
  if (LEFT_OUT.test(path) || !existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full, { withFileTypes: true }).flatMap((entry) => {
    const inner = `${path}/${entry.name}`
    return entry.isDirectory() ? listFiles(root, inner) : LEFT_OUT.test(inner) ? [] : [inner]
  })
}

/** SHA-256 over names and bytes of everything the client is built from, 16 hexadecimal digits: the build's name. */
export function hashSources(root: string): string {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap((source) => listFiles(root, source)).sort()) {
    const bytes = readFileSync(join(root, path))
    hash.update(`${path}\n${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex').slice(0, 16)
}

const isBuilt = (folder: string, stamp: string, build: string): boolean => existsSync(join(folder, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === build

/** Runs the builder as a process of its own: what it prints is shown only when it fails, and its memory is given back. */
async function buildClient(root: string, folder: string): Promise<void> {
  const fresh = `${folder}.${process.pid}`
  try {
    await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'builder.ts'), root, fresh], { cwd: root, maxBuffer: 16 * 1024 * 1024, env: { ...process.env, NODE_ENV: 'production' } })
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new CodedError('BUILD_FAILED', `the pages could not be built\n${stdout}${stderr}`.trimEnd())
  }
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
}

async function lockBuild(path: string): Promise<Lock> {
  for (;;) {
    try {
      return acquireLock(path)
    } catch (error) {
      if (!isCodedError(error, 'DATA_FOLDER_IN_USE')) throw error
      await new Promise((wait) => setTimeout(wait, 300))
    }
  }
}

/**
 * Builds the client into dist/client unless the build there is of these very sources; says through `announce` when it builds. Of several
 * processes that start at once one builds while the others wait. Throws BUILD_FAILED with what the builder said.
 */
export async function ensureClient(root: string, build: string, announce: (line: string) => void): Promise<string> {
  const folder = join(root, 'dist', 'client')
  const stamp = join(root, 'dist', 'client.build')
  if (isBuilt(folder, stamp, build)) return folder
  const lock = await lockBuild(join(root, 'dist', 'building'))
  try {
    if (isBuilt(folder, stamp, build)) return folder
    announce('Building the pages, once …')
    await buildClient(root, folder)
    writeFileSync(stamp, build)
    return folder
  } finally {
    lock.release()
  }
}
