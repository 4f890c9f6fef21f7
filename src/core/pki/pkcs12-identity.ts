import { CodedError } from '../bytes/error.ts'
import { algorithmOfKey } from './algorithms.ts'
import { isSelfIssued, parseCertificateOrNull, type Certificate } from './certificate.ts'
import type { PkiErrorCode } from './error.ts'
import { equalNames } from './name.ts'
import { verifyCertificateSignature } from './path-check.ts'
import { parsePublicKey, type PublicKey } from './public-key.ts'
import { signWithKey, verifySignature } from './signer.ts'
import type { Pkcs12Contents } from './pkcs12.ts'

/** A key with its certificate and what leads up from there. */
export interface Pkcs12Identity {
  readonly pkcs8: Uint8Array
  /** WebCrypto parameters to import the key with. */
  readonly importParameters: RsaHashedImportParams | EcKeyImportParams
  readonly certificate: Uint8Array
  /** Nearest first, as far as the file goes; a root is left out. */
  readonly chain: readonly Uint8Array[]
  readonly friendlyName: string | null
}

const MAX_CHAIN = 10
const MAX_KEYS = 10
const PROBE = Uint8Array.of(0x43, 0x53)

function refuse(code: 'PKCS12_KEY_ABSENT' | 'PKCS12_KEY_UNSUPPORTED' | 'PKCS12_CERTIFICATE_ABSENT', message: string): never {
  throw new CodedError<PkiErrorCode>(code, message)
}

function parametersOf(spki: Uint8Array): RsaHashedImportParams | EcKeyImportParams | null {
  let key: PublicKey
  try {
    key = parsePublicKey(spki)
  } catch (error) {
    if (error instanceof CodedError) return null
    throw error
  }
  if (key.kind === 'EC') return { name: 'ECDSA', namedCurve: key.curve }
  return key.kind === 'RSA' && key.bits >= 2048 ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : null
}

/** Whether the key makes what the certificate verifies: tried, not read off a label. */
async function belongs(pkcs8: Uint8Array, { spki }: Certificate, parameters: RsaHashedImportParams | EcKeyImportParams): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('pkcs8', pkcs8 as BufferSource, parameters, false, ['sign'])
    return await verifySignature(algorithmOfKey(key), spki, await signWithKey(key, PROBE), PROBE)
  } catch {
    return false
  }
}

async function buildChain(certificate: Certificate, others: readonly Certificate[]): Promise<Uint8Array[]> {
  const chain: Uint8Array[] = []
  let at = certificate
  while (chain.length < MAX_CHAIN && !isSelfIssued(at)) {
    let above: Certificate | null = null
    for (const other of others) if (!above && equalNames(other.subject.der, at.issuer.der) && (await verifyCertificateSignature(at, other))) above = other
    if (!above || isSelfIssued(above)) break
    chain.push(above.der)
    at = above
  }
  return chain
}

/** Whether a certificate lets its key sign: many files hold a second one for decryption only. */
const maySign = ({ keyUsage }: Certificate): boolean => !keyUsage || keyUsage.includes('nonRepudiation') || keyUsage.includes('digitalSignature')

/**
 * Every identity of a file that is fit, by default to sign documents, in the file's order: a key, the certificate that verifies what it signs (its own by label, else
 * the one that lasts longest), and the chain. At least one.
 * Throws PKCS12_KEY_ABSENT, PKCS12_CERTIFICATE_ABSENT, PKCS12_KEY_UNSUPPORTED (RSA under 2048 bits, another kind, not for signing).
 */
export async function listIdentities({ keys, certificates }: Pkcs12Contents, isFit: (certificate: Certificate) => boolean = maySign): Promise<Pkcs12Identity[]> {
  if (keys.length === 0) refuse('PKCS12_KEY_ABSENT', 'holds no private key')
  const parsed = certificates.flatMap((held) => {
    const facts = parseCertificateOrNull(held.der)
    return facts ? [{ ...held, facts }] : []
  })
  const identities: Pkcs12Identity[] = []
  let isUnsupported = false
  for (const key of keys.slice(0, MAX_KEYS)) {
    const isNamed = (one: (typeof parsed)[number]): number => Number(one.localKeyId !== null && one.localKeyId === key.localKeyId)
    const likely = parsed.toSorted((a, b) => isNamed(b) - isNamed(a) || b.facts.notAfter - a.facts.notAfter)
    for (const { facts, localKeyId, friendlyName } of likely) {
      const parameters = parametersOf(facts.spki)
      if (!parameters) isUnsupported ||= key.localKeyId !== null && localKeyId === key.localKeyId
      else if (await belongs(key.pkcs8, facts, parameters)) {
        isUnsupported ||= !isFit(facts)
        if (!isFit(facts)) continue
        const chain = await buildChain(facts, parsed.map((other) => other.facts))
        identities.push({ pkcs8: key.pkcs8, importParameters: parameters, certificate: facts.der, chain, friendlyName: key.friendlyName ?? friendlyName })
        break
      }
    }
  }
  if (identities.length > 0) return identities
  return isUnsupported ? refuse('PKCS12_KEY_UNSUPPORTED', 'only P-256, P-384, P-521 and RSA from 2048 bits') : refuse('PKCS12_CERTIFICATE_ABSENT', 'holds no certificate for its key')
}

/** The first identity of a file, whatever its certificate is for: an authority's, too. */
export async function selectIdentity(contents: Pkcs12Contents): Promise<Pkcs12Identity> {
  const [first] = await listIdentities(contents, () => true)
  return first ?? refuse('PKCS12_CERTIFICATE_ABSENT', 'holds no certificate for its key')
}
