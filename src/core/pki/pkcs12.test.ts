import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import * as vectors from '../../testing/vectors/pkcs12.ts'
import { createTestAuthority, type TestAuthority } from '../../testing/pki/authority.ts'
import { encodeContext, encodeInteger, encodeOctetString, encodeOid, encodeSequence } from '../bytes/der.ts'
import { isCodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import { encodeHashIdentifier } from './algorithms.ts'
import { parseCertificate } from './certificate.ts'
import { OID_DATA, OID_PBES2, OID_PBKDF2 } from './oids.ts'
import { encodePkcs12 } from './pkcs12-encode.ts'
import { selectIdentity, type Pkcs12Identity } from './pkcs12-identity.ts'
import { DerivationBudget, derivePkcs12 } from './pkcs12-kdf.ts'
import { parsePkcs12 } from './pkcs12.ts'
import { createSigner, verifySignature } from './signer.ts'

const open = async ({ file, passphrase }: vectors.Pkcs12Vector): Promise<Pkcs12Identity> => selectIdentity(await parsePkcs12(file, passphrase))
const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

/** Whether the identity really signs: imported as a browser would, verified with its own certificate. */
async function signs({ pkcs8, importParameters, certificate, chain }: Pkcs12Identity): Promise<boolean> {
  const key = await crypto.subtle.importKey('pkcs8', pkcs8 as BufferSource, importParameters, false, ['sign'])
  const signer = await createSigner(key, certificate, chain)
  const value = await signer.sign(Uint8Array.of(1, 2, 3))
  return verifySignature(signer.algorithm, parseCertificate(certificate).spki, value, Uint8Array.of(1, 2, 3))
}

describe('a key file from elsewhere opens here and signs', () => {
  test.each([
    ['OpenSSL, AES', vectors.OPENSSL_AES, 'Nguyễn Văn An', 'An'],
    ['OpenSSL, AES-128 and AES-192, SHA-512', vectors.OPENSSL_MIXED, 'Nguyễn Văn An', null],
    ['OpenSSL, triple DES and RC2-40', vectors.OPENSSL_OLD, 'RSA holder', 'RSA'],
    ['OpenSSL, RC2-128 and two-key triple DES', vectors.OPENSSL_RC2, 'Nguyễn Văn An', null],
    ['Java, PBES2, P-384', vectors.JAVA, 'Java holder', 'an'],
    ['Java, old schemes', vectors.JAVA_OLD, 'Java old', 'an'],
  ])('%s', async (_, vector, name, label) => {
    const identity = await open(vector)
    expect([parseCertificate(identity.certificate).subject.commonName, identity.friendlyName]).toEqual([name, label])
    expect(await signs(identity)).toBe(true)
  })

  test('a root in the file stays out of the chain', async () => {
    expect((await open(vectors.OPENSSL_AES)).chain).toEqual([])
  })
})

describe('what must not open', () => {
  const refusal = async (file: Uint8Array, passphrase: string): Promise<string> => {
    try {
      await selectIdentity(await parsePkcs12(file, passphrase))
      return 'opened'
    } catch (error) {
      return isCodedError(error) ? error.code : 'crashed'
    }
  }

  test('a wrong passphrase, in every scheme', async () => {
    const tried = [vectors.OPENSSL_AES, vectors.OPENSSL_OLD, vectors.OPENSSL_RC2, vectors.JAVA]
    expect(await Promise.all(tried.map(({ file }) => refusal(file, 'Secret')))).toEqual(tried.map(() => 'PKCS12_PASSPHRASE_WRONG'))
  })

  test('a file without an authentication code, a weak key, bytes that are no such file', async () => {
    expect(await refusal(vectors.OPENSSL_NO_MAC.file, 'secret')).toBe('PKCS12_MAC_ABSENT')
    expect(await refusal(vectors.OPENSSL_WEAK.file, 'secret')).toBe('PKCS12_KEY_UNSUPPORTED')
    expect(await refusal(new Uint8Array(0), '')).toBe('PKCS12_MALFORMED')
    expect(await refusal(new Uint8Array(2_000_000), '')).toBe('PKCS12_MALFORMED')
  })

  test('a thousand million iterations are refused before the first', async () => {
    for (const iterations of [2_147_483_647, 0, -5]) {
      const mac = encodeSequence(encodeSequence(encodeHashIdentifier('SHA-256', true), encodeOctetString(new Uint8Array(32))), encodeOctetString(new Uint8Array(8)), encodeInteger(iterations))
      const bomb = encodeSequence(encodeInteger(3), encodeSequence(encodeOid(OID_DATA), encodeContext(0, true, encodeOctetString(encodeSequence()))), mac)
      expect(await refusal(bomb, 'x')).toBe('PKCS12_ITERATIONS_EXCESSIVE')
    }
  })

  test('work hidden behind an honest authentication code is bounded as well: by whoever knows the passphrase, for whoever opens it', async () => {
    const data = (content: Uint8Array) => encodeSequence(encodeOid(OID_DATA), encodeContext(0, true, encodeOctetString(content)))
    /** A whole file with the right code over any content. */
    const close = (...parts: readonly Uint8Array[]): Uint8Array => {
      const content = encodeSequence(...parts)
      const salt = new Uint8Array(8).fill(3)
      const key = derivePkcs12({ hash: 'SHA-256', passphrase: 'x', salt, iterations: 1, purpose: 'mac', length: 32 }, new DerivationBudget(10))
      const code = createHmac('sha256', key).update(content).digest()
      return encodeSequence(encodeInteger(3), data(content), encodeSequence(encodeSequence(encodeHashIdentifier('SHA-256', true), encodeOctetString(code)), encodeOctetString(salt), encodeInteger(1)))
    }
    const bag = (kind: number, value: Uint8Array) => encodeSequence(encodeOid(`1.2.840.113549.1.12.10.1.${kind}`), encodeContext(0, true, value))
    const modern = (iterations: number) => {
      const derivation = encodeSequence(encodeOid(OID_PBKDF2), encodeSequence(encodeOctetString(new Uint8Array(8)), encodeInteger(iterations), encodeSequence(encodeOid('1.2.840.113549.2.9'))))
      return encodeSequence(encodeOid(OID_PBES2), encodeSequence(derivation, encodeSequence(encodeOid('2.16.840.1.101.3.4.1.42'), encodeOctetString(new Uint8Array(16)))))
    }
    const old = (iterations: number) => encodeSequence(encodeOid('1.2.840.113549.1.12.1.3'), encodeSequence(encodeOctetString(new Uint8Array(8)), encodeInteger(iterations)))
    const shrouded = (algorithm: Uint8Array, octets = 32) => bag(2, encodeSequence(algorithm, encodeOctetString(new Uint8Array(octets))))
    const nest = (depth: number): Uint8Array => (depth === 0 ? encodeSequence() : encodeSequence(bag(6, nest(depth - 1))))
    for (const algorithm of [modern(2_147_483_647), old(2_147_483_647), old(1_500_000)]) expect(await refusal(close(data(encodeSequence(shrouded(algorithm)))), 'x')).toBe('PKCS12_ITERATIONS_EXCESSIVE')
    expect(await refusal(close(data(encodeSequence(...Array.from({ length: 201 }, () => bag(1, encodeSequence()))))), 'x')).toBe('PKCS12_MALFORMED')
    expect(await refusal(close(data(nest(40))), 'x')).toBe('PKCS12_MALFORMED')
    expect(await refusal(close(data(encodeSequence(shrouded(old(1), 200_000)))), 'x')).toBe('PKCS12_MALFORMED')
  })

  test.each([['PBES2', vectors.OPENSSL_AES], ['RC2 and triple DES', vectors.OPENSSL_RC2]])('%s: one changed byte is refused with a code, or opens to exactly the same key and certificates', async (_, vector) => {
    const { file, passphrase } = vector
    const whole = ({ pkcs8, certificate, chain, friendlyName }: Pkcs12Identity): unknown => [encodeHex(pkcs8), encodeHex(certificate), chain.map(encodeHex), friendlyName]
    const honest = whole(await open(vector))
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = file.slice()
        changed[at]! ^= flip
        const outcome = await open({ file: changed, passphrase }).then(whole, (error: unknown) => (isCodedError(error) ? error.code : 'crashed'))
        expect(typeof outcome === 'string' && outcome.startsWith('PKCS12_') ? honest : outcome).toEqual(honest)
      }),
      { numRuns: 80 },
    )
  })

  test('within what the code covers no change opens, and nothing hangs', async () => {
    const { file, passphrase } = vectors.OPENSSL_RC2
    const inside = file.slice()
    inside[200]! ^= 1
    expect(await refusal(inside, passphrase)).toBe('PKCS12_PASSPHRASE_WRONG')
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => (await refusal(bytes, 'x')).startsWith('PKCS12_')))
  })
})

describe('a backup of a kept key', () => {
  let authority: TestAuthority
  let file: Uint8Array
  let certificate: Uint8Array
  const passphrase = 'mười hai chữ cái'

  beforeAll(async () => {
    authority = await createTestAuthority({ now: Date.now() })
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    certificate = (await authority.issueSignatory({ keys, revocable: true })).certificate
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
    file = await encodePkcs12({ pkcs8, certificates: [certificate, authority.issuing.certificate, authority.root.certificate], friendlyName: 'Khóa ký', passphrase, random })
  })

  test('opens here again with its chain', async () => {
    const identity = await selectIdentity(await parsePkcs12(file, passphrase))
    expect([identity.certificate, identity.chain, identity.friendlyName]).toEqual([certificate, [authority.issuing.certificate], 'Khóa ký'])
    expect(await signs(identity)).toBe(true)
  })

  test('opens in OpenSSL, and not with another passphrase', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pkcs12-'))
    const path = join(folder, 'backup.p12')
    writeFileSync(path, file)
    const ask = (word: string): string => execFileSync('openssl', ['pkcs12', '-in', path, '-passin', `pass:${word}`, '-nodes'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    const text = ask(passphrase)
    expect([text.match(/BEGIN CERTIFICATE/g)?.length, text.includes('BEGIN PRIVATE KEY')]).toEqual([3, true])
    expect(() => ask('another')).toThrow(/invalid password|mac verify/i)
    rmSync(folder, { recursive: true })
  })
})
