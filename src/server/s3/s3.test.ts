import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { parseS3Address } from './address.ts'
import { createS3Blobs } from './blob.ts'
import { signRequest } from './signature.ts'

const CREDENTIALS = { accessKey: 'AKIDEXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const codeOf = (text: string): unknown => {
  try {
    return parseS3Address(text)
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('signatures: a store that refuses them keeps no file', () => {
  // The example of the store's own documentation for a GET with one header more.
  it('are those of the published example', () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt')
    const bodyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    const credentials = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
    const { authorization } = signRequest({ method: 'GET', url, headers: { range: 'bytes=0-9' }, bodyHash }, credentials, 'us-east-1', Date.UTC(2013, 4, 24))
    expect(authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, ' +
        'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    )
  })
})

describe('BLOBS: a wrong address is refused before anything is stored', () => {
  it('names bucket, folder, region and lock', () => {
    expect(parseS3Address('s3://contracts/a/b?endpoint=https://s3.example.com&region=ap-southeast-1&lock=compliance&days=3650')).toEqual({
      endpoint: new URL('https://s3.example.com'), region: 'ap-southeast-1', bucket: 'contracts', prefix: 'a/b/', retention: { mode: 'COMPLIANCE', days: 3650 },
    })
  })

  it.each([
    's3://contracts', 's3://contracts?endpoint=ftp://x', 's3://C?endpoint=https://x', 's3://u:p@contracts?endpoint=https://x', 's3://contracts?endpoint=https://x&lock=compliance',
    's3://contracts?endpoint=https://x&lock=none&days=1', 's3://contracts?endpoint=https://x&days=0.5', 's3://contracts?endpoint=https://x&secret=1', 'https://contracts?endpoint=https://x',
  ])('refuses %s', (text) => {
    expect(codeOf(text)).toBe('SETTING_MALFORMED')
  })
})

describe('a store in trouble: nothing is called stored that is not', () => {
  async function withStore<T>(answer: (request: IncomingMessage, count: number) => { status: number; body?: string }, use: (blobs: ReturnType<typeof createS3Blobs>) => Promise<T>): Promise<T> {
    let count = 0
    const server = createServer((request, response) => {
      const { status, body } = answer(request, count++)
      request.resume().once('end', () => response.writeHead(status).end(body))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    try {
      return await use(createS3Blobs({ address: parseS3Address(`s3://contracts?endpoint=http://127.0.0.1:${port}`), credentials: CREDENTIALS, clock: () => Date.UTC(2026, 10, 25) }))
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

  it('is asked again after a passing fault, and refused is refused', async () => {
    const bytes = new Uint8Array([1, 2, 3])
    expect(await withStore((_, count) => ({ status: count === 0 ? 503 : 200 }), (blobs) => blobs.put(bytes))).toMatch(/^[0-9a-f]{64}$/)
    await expect(withStore(() => ({ status: 403 }), (blobs) => blobs.put(bytes))).rejects.toMatchObject({ code: 'BLOB_STORE_REFUSED' })
    await expect(withStore(() => ({ status: 500 }), (blobs) => blobs.put(bytes))).rejects.toMatchObject({ code: 'BLOB_STORE_UNREACHABLE' })
  })

  it('that gives other bytes is found out', async () => {
    await expect(withStore(() => ({ status: 200, body: 'other' }), (blobs) => blobs.get('0'.repeat(64)))).rejects.toMatchObject({ code: 'BLOB_DAMAGED' })
    await expect(withStore(() => ({ status: 404 }), (blobs) => blobs.get('0'.repeat(64)))).rejects.toMatchObject({ code: 'BLOB_MISSING' })
  })
})
