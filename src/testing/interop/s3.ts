import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '../../../e2e/app.ts'
import { signRequest } from '../../server/s3/signature.ts'
import { environment } from '../process.ts'
import type { Go } from './go.ts'

const PROGRAM = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0'
const CREDENTIALS = { accessKey: 'countersign', secretKey: 'a-secret-of-this-run' }
const REGION = 'us-east-1'
const BUCKET = 'contracts'

/** A real S3 server on loopback, with a bucket that has Object Lock. */
export interface S3 {
  /** Settings that make the app use it. */
  readonly env: Readonly<Record<string, string>>
  /** Asks the server itself, signed. */
  ask(method: 'GET' | 'PUT' | 'DELETE', path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  [Symbol.asyncDispose](): Promise<void>
}

async function waitFor(ask: () => Promise<Response>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await ask().then((answer) => answer.status < 500, () => false)) return
    await new Promise((later) => setTimeout(later, 100))
  }
  throw new Error('the S3 server does not answer')
}

/** Builds and starts the server and makes the bucket. */
export async function startS3(go: Go): Promise<S3> {
  const program = await go.install(PROGRAM)
  const folder = await mkdtemp(join(tmpdir(), 's3-'))
  const [files, versions] = [join(folder, 'files'), join(folder, 'versions')]
  await Promise.all([files, versions].map((path) => mkdir(path)))
  const port = await findFreePort()
  const args = ['--port', `127.0.0.1:${port}`, '--access', CREDENTIALS.accessKey, '--secret', CREDENTIALS.secretKey, '--region', REGION, '--quiet', 'posix', '--sidecar', join(folder, 'metadata'), '--versioning-dir', versions, files]
  await mkdir(join(folder, 'metadata'))
  const child: ChildProcess = spawn(program, args, { cwd: folder, env: environment(), stdio: 'ignore' })
  const endpoint = `http://127.0.0.1:${port}`
  const ask: S3['ask'] = (method, path, headers = {}) => {
    const url = new URL(`/${BUCKET}${path}`, endpoint)
    const { host: _, ...signed } = signRequest({ method, url, headers, bodyHash: createHash('sha256').digest('hex') }, CREDENTIALS, REGION, Date.now())
    return fetch(url, { method, headers: signed })
  }
  await waitFor(() => ask('GET', ''))
  const made = await ask('PUT', '', { 'x-amz-bucket-object-lock-enabled': 'true' })
  if (!made.ok) throw new Error(`no bucket: ${made.status} ${await made.text()}`)
  return {
    env: { BLOBS: `s3://${BUCKET}/files?endpoint=${endpoint}&region=${REGION}&lock=governance&days=3650`, AWS_ACCESS_KEY_ID: CREDENTIALS.accessKey, AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretKey },
    ask,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
