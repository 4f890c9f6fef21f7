import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import type { LogTrust } from '../../core/evidence/examine/certificate-log.ts'
import { createDurably, writeDurably } from '../durable-file.ts'

/** PEM of a certificate (RFC 7468). */
export function encodePem(certificate: Uint8Array): string {
  const lines = encodeBase64(certificate).match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** Leaves beside the root what the terminal's judge must know of the log: `authority/log.json`. */
export function writeLogFile(dataFolder: string, trust: LogTrust): void {
  const folder = join(dataFolder, 'authority')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeDurably(join(folder, 'log.json'), Buffer.from(`${JSON.stringify({ format: 'countersign/log-trust/1', ...trust }, null, 2)}\n`, 'utf8'))
}

/** Leaves the root where the terminal's judge looks for it: `authority/root.pem` in the data folder, and by thumbprint beside it. */
export function writeRootFile(dataFolder: string, root: Uint8Array): void {
  const folder = join(dataFolder, 'authority')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const named = join(folder, `root-${computeCertificateThumbprint(root).slice(0, 16)}.pem`)
  const current = join(folder, 'root.pem')
  createDurably(named, () => {
    rmSync(current, { force: true })
    return encodePem(root)
  })
  createDurably(current, () => encodePem(root))
}
