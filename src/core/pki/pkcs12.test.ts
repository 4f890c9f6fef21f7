import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import * as vectors from '../../testing/vectors/pkcs12.ts'
import { createTestAuthority, type TestAuthority } from '../../testing/pki/authority.ts'
import { encodeContext, encodeInteger, encodeOctetString, encodeOid, encodeSequence, encodeSet } from '../bytes/der.ts'
import { isCodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import { encodeHashIdentifier } from './algorithms.ts'
import { parseCertificate } from './certificate.ts'
import { OID_DATA, OID_PBES2, OID_PBKDF2 } from './oids.ts'
import { encodePkcs12 } from './pkcs12-encode.ts'
import { listIdentities, selectIdentity, type Pkcs12Identity } from './pkcs12-identity.ts'
import { DerivationBudget, derivePkcs12, encodeBmp } from './pkcs12-kdf.ts'
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

const data = (content: Uint8Array): Uint8Array => encodeSequence(encodeOid(OID_DATA), encodeContext(0, true, encodeOctetString(content)))
const bag = (kind: number, value: Uint8Array, ...labels: readonly Uint8Array[]): Uint8Array =>
  encodeSequence(encodeOid(`1.2.840.113549.1.12.10.1.${kind}`), encodeContext(0, true, value), ...(labels.length > 0 ? [encodeSet(...labels)] : []))

/** A whole file of any parts with the right code over them, for a passphrase as somebody spells it. */
function close(parts: readonly Uint8Array[], bmp = encodeBmp('x')): Uint8Array {
  const content = encodeSequence(...parts)
  const salt = new Uint8Array(8).fill(3)
  const key = derivePkcs12({ hash: 'SHA-256', bmp, salt, iterations: 1, purpose: 'mac', length: 32 }, new DerivationBudget(10))
  const code = createHmac('sha256', key).update(content).digest()
  return encodeSequence(encodeInteger(3), data(content), encodeSequence(encodeSequence(encodeHashIdentifier('SHA-256', true), encodeOctetString(code)), encodeOctetString(salt), encodeInteger(1)))
}

const keyBag = (pkcs8: Uint8Array, ...labels: readonly Uint8Array[]): Uint8Array => bag(1, pkcs8, ...labels)
const certificateBag = (der: Uint8Array, ...labels: readonly Uint8Array[]): Uint8Array =>
  bag(3, encodeSequence(encodeOid('1.2.840.113549.1.9.22.1'), encodeContext(0, true, encodeOctetString(der))), ...labels)

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
    const folder = mkdtempSync(join(tmpdir(), 'pkcs12-'))
    const openssl = (...words: readonly string[]): Buffer => execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    openssl('req', '-x509', '-newkey', 'ed25519', '-nodes', '-subj', '/CN=Ed', '-keyout', 'key.pem', '-out', 'cert.pem')
    expect(await refusal(new Uint8Array(openssl('pkcs12', '-export', '-inkey', 'key.pem', '-in', 'cert.pem', '-passout', 'pass:secret')), 'secret'), 'Ed25519').toBe('PKCS12_KEY_UNSUPPORTED')
    rmSync(folder, { recursive: true })
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
    const modern = (iterations: number) => {
      const derivation = encodeSequence(encodeOid(OID_PBKDF2), encodeSequence(encodeOctetString(new Uint8Array(8)), encodeInteger(iterations), encodeSequence(encodeOid('1.2.840.113549.2.9'))))
      return encodeSequence(encodeOid(OID_PBES2), encodeSequence(derivation, encodeSequence(encodeOid('2.16.840.1.101.3.4.1.42'), encodeOctetString(new Uint8Array(16)))))
    }
    const old = (iterations: number) => encodeSequence(encodeOid('1.2.840.113549.1.12.1.3'), encodeSequence(encodeOctetString(new Uint8Array(8)), encodeInteger(iterations)))
    const shrouded = (algorithm: Uint8Array, octets = 32) => bag(2, encodeSequence(algorithm, encodeOctetString(new Uint8Array(octets))))
    const nest = (depth: number): Uint8Array => (depth === 0 ? encodeSequence() : encodeSequence(bag(6, nest(depth - 1))))
    for (const algorithm of [modern(2_147_483_647), old(2_147_483_647), old(1_500_000)]) expect(await refusal(close([data(encodeSequence(shrouded(algorithm)))]), 'x')).toBe('PKCS12_ITERATIONS_EXCESSIVE')
    expect(await refusal(close([data(encodeSequence(...Array.from({ length: 201 }, () => bag(1, encodeSequence()))))]), 'x')).toBe('PKCS12_MALFORMED')
    expect(await refusal(close([data(nest(40))]), 'x')).toBe('PKCS12_MALFORMED')
    expect(await refusal(close([data(encodeSequence(shrouded(old(1), 200_000)))]), 'x')).toBe('PKCS12_MALFORMED')
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

describe('however a program spelt the passphrase: otherwise its file says “wrong passphrase” to the right one', () => {
  const VIETNAMESE = 'mật khẩu của Ánh'
  let certificate: Uint8Array
  let pkcs8: Uint8Array
  const opens = async (file: Uint8Array, passphrase: string): Promise<string> => {
    try {
      const [identity] = await listIdentities(await parsePkcs12(file, passphrase))
      return encodeHex(identity!.certificate) === encodeHex(certificate) && (await signs(identity!)) ? 'signs' : 'another'
    } catch (error) {
      return isCodedError(error) ? error.code : 'crashed'
    }
  }
  const plain = (bmp: Uint8Array): Uint8Array => close([data(encodeSequence(keyBag(pkcs8), certificateBag(certificate)))], bmp)

  beforeAll(async () => {
    const authority = await createTestAuthority({ now: Date.now() })
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    certificate = (await authority.issueSignatory({ keys, revocable: true })).certificate
    pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  })

  test.each([[['-keypbe', 'AES-256-CBC', '-certpbe', 'AES-256-CBC', '-macalg', 'sha256']], [['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40', '-macalg', 'sha1']]])('OpenSSL, Vietnamese and empty passphrases, composed and apart: %j', async (scheme) => {
    const folder = mkdtempSync(join(tmpdir(), 'pkcs12-'))
    const pem = (label: string, der: Uint8Array): string => `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`
    writeFileSync(join(folder, 'in.pem'), pem('PRIVATE KEY', pkcs8) + pem('CERTIFICATE', certificate))
    for (const passphrase of [VIETNAMESE, VIETNAMESE.normalize('NFD'), '']) {
      const file = new Uint8Array(execFileSync('openssl', ['pkcs12', '-export', '-in', join(folder, 'in.pem'), ...scheme, '-passout', `pass:${passphrase}`], { stdio: ['ignore', 'pipe', 'ignore'] }))
      expect([await opens(file, passphrase), await opens(file, passphrase.normalize('NFC')), await opens(file, passphrase.normalize('NFD'))]).toEqual(['signs', 'signs', 'signs'])
      expect(await opens(file, `${passphrase}.`)).toBe('PKCS12_PASSPHRASE_WRONG')
    }
    rmSync(folder, { recursive: true })
  })

  test('no passphrase at all is not an empty one, and both open with nothing typed', async () => {
    expect([await opens(plain(new Uint8Array(0)), ''), await opens(plain(encodeBmp('')), '')]).toEqual(['signs', 'signs'])
    expect([await opens(plain(new Uint8Array(0)), 'x'), await opens(plain(encodeBmp('x')), '')]).toEqual(['PKCS12_PASSPHRASE_WRONG', 'PKCS12_PASSPHRASE_WRONG'])
  })

  test('its UTF-8 octets for characters, as LibreSSL and OpenSSL before 1.1 write it', async () => {
    const octets = encodeBmp(Buffer.from(VIETNAMESE, 'utf8').toString('latin1'))
    expect([await opens(plain(octets), VIETNAMESE), await opens(plain(octets), VIETNAMESE.normalize('NFD'))]).toEqual(['signs', 'signs'])
  })

  test('the spellings together stay within what one file may ask for', async () => {
    const salt = encodeOctetString(new Uint8Array(8))
    const heavy = encodeSequence(encodeSequence(encodeHashIdentifier('SHA-256', true), encodeOctetString(new Uint8Array(32))), salt, encodeInteger(400_000))
    const spent: number[] = []
    const spend = DerivationBudget.prototype.spend
    DerivationBudget.prototype.spend = function (iterations, weight) {
      spend.call(this, iterations, weight)
      spent.push(iterations * weight)
    }
    try {
      expect(await opens(encodeSequence(encodeInteger(3), data(encodeSequence()), heavy), VIETNAMESE)).toBe('PKCS12_PASSPHRASE_WRONG')
    } finally {
      DerivationBudget.prototype.spend = spend
    }
    expect(spent).toEqual([4_000_000, 4_000_000])
  })
})

describe('a file of several keys: what may sign can be chosen, what may not is left', () => {
  const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
  let authority: TestAuthority
  const make = async (choice: { readonly keys?: CryptoKeyPair; readonly notAfter?: number } = {}) => {
    const keys = choice.keys ?? (await crypto.subtle.generateKey(P256, true, ['sign', 'verify']))
    const { certificate } = (await authority.issueSignatory({ ...choice, keys, revocable: true }))
    return { keys, certificate, pkcs8: new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey)) }
  }
  const listed = async (...bags: readonly Uint8Array[]): Promise<readonly string[] | string> => {
    try {
      return (await listIdentities(await parsePkcs12(close([data(encodeSequence(...bags))]), 'x'))).map(({ certificate }) => encodeHex(certificate))
    } catch (error) {
      return isCodedError(error) ? error.code : 'crashed'
    }
  }
  /** The same certificate, as far as anybody here looks at it, for decryption only. */
  const withoutSigning = (der: Uint8Array): Uint8Array => {
    const changed = der.slice()
    const at = Buffer.from(der).indexOf(Buffer.from('0603551d0f0101ff0404', 'hex'))
    const usage = changed.subarray(at + 10)
    expect([at > 0, usage[0]]).toEqual([true, 0x03])
    usage.set([0x03, 0x02, 0x05, 0x20])
    return changed
  }

  beforeAll(async () => {
    authority = await createTestAuthority({ now: Date.now() })
  })

  test('each with its own certificate, in the file’s order, whatever the order of the certificates; an authority’s is nobody’s', async () => {
    const [one, two] = [await make(), await make()]
    const bags = [keyBag(one.pkcs8), certificateBag(authority.issuing.certificate), certificateBag(two.certificate), keyBag(two.pkcs8), certificateBag(one.certificate)]
    expect(await listed(...bags)).toEqual([encodeHex(one.certificate), encodeHex(two.certificate)])
  })

  test('safe contents in safe contents are read as if plain', async () => {
    const one = await make()
    expect(await listed(bag(6, encodeSequence(keyBag(one.pkcs8))), certificateBag(one.certificate))).toEqual([encodeHex(one.certificate)])
  })

  test('of two certificates for one key the labelled one, else the one that lasts longer', async () => {
    const [old, late] = [Date.now() + 86_400_000, Date.now() + 9 * 86_400_000]
    const first = await make({ notAfter: old })
    const second = await make({ keys: first.keys, notAfter: late })
    const label = encodeSequence(encodeOid('1.2.840.113549.1.9.21'), encodeSet(encodeOctetString(Uint8Array.of(1))))
    expect(await listed(keyBag(first.pkcs8), certificateBag(first.certificate), certificateBag(second.certificate))).toEqual([encodeHex(second.certificate)])
    expect(await listed(keyBag(first.pkcs8, label), certificateBag(second.certificate), certificateBag(first.certificate, label))).toEqual([encodeHex(first.certificate)])
  })

  test('a key for decryption only does not stand in the way of the one that signs, and alone is refused by name', async () => {
    const [secret, signing] = [await make(), await make()]
    const closed = withoutSigning(secret.certificate)
    expect(parseCertificate(closed).keyUsage).toEqual(['keyEncipherment'])
    expect(await listed(keyBag(secret.pkcs8), certificateBag(closed), keyBag(signing.pkcs8), certificateBag(signing.certificate))).toEqual([encodeHex(signing.certificate)])
    expect(await listed(keyBag(secret.pkcs8), certificateBag(closed))).toBe('PKCS12_KEY_UNSUPPORTED')
  })

  test('a key without its certificate, a certificate without its key', async () => {
    const [one, two] = [await make(), await make()]
    expect(await listed(keyBag(one.pkcs8))).toBe('PKCS12_CERTIFICATE_ABSENT')
    expect(await listed(keyBag(one.pkcs8), certificateBag(two.certificate))).toBe('PKCS12_CERTIFICATE_ABSENT')
    expect(await listed(certificateBag(two.certificate))).toBe('PKCS12_KEY_ABSENT')
  })
})
