import { parseCertificate } from '../../core/pki/certificate.ts'
import { bindSigner, type Signer, type SigningKey } from '../../core/pki/signer.ts'
import { equalBytes } from '../../core/bytes/compare.ts'
import { CodedError } from '../../core/bytes/error.ts'
import type { AuthorityParts } from './authority.ts'
import { addressesOf, issuingSlug, organisationOf, type Issuer } from './issuer.ts'
import type { KeyAccess } from './key-access.ts'
import { findAuthorityKey, isIssuedBy, loadAuthorityKey, openSigner, type AuthorityName, type KeyOrder } from './key.ts'

export type AuthorityErrorCode = 'AUTHORITY_KEY_UNKNOWN' | 'ROOT_KEY_ABSENT' | 'ROOT_KEY_WRONG' | 'ROOT_KEY_DAMAGED' | 'ROOT_PASSPHRASE_MISSING'

type Parts = AuthorityParts & { readonly keyAccess: KeyAccess }

export interface Hierarchy {
  readonly root: Issuer
  /** Newest first; only the first issues new certificates, the others go on publishing status. */
  readonly issuings: readonly Issuer[]
  readonly timestamp: Signer
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const YEAR = 365 * DAY
/** A responder of a root that is kept elsewhere must last until somebody fetches it again. */
const RESPONDER_LIFE = { root: 400 * DAY, issuing: 120 * DAY } as const
/** The code that writes certificates is loaded when one is issued: a usual start issues none. */
const loadProfiles = () => import('../../core/pki/profile.ts')

const fail = (code: AuthorityErrorCode, message: string): never => {
  throw new CodedError<AuthorityErrorCode>(code, message)
}

async function loadRoot(parts: Parts, mark: string): Promise<{ certificate: Uint8Array; signer: Signer | null }> {
  const { store, rootKey, publicAddress, clock, random } = parts
  const row = await store.selectFrom('authority_key').selectAll().where('name', '=', 'root').where('current', '=', 1).executeTakeFirst()
  if (!row) {
    const validity = { serialNumber: random(16), notBefore: clock() - MINUTE, notAfter: clock() + 20 * YEAR }
    const name = { commonName: `Countersign Root ${mark}`, organization: organisationOf(publicAddress) }
    const signer = await loadAuthorityKey(parts, { name: 'root', margin: 0, chain: [], issue: async (keys) => (await loadProfiles()).issueRoot({ ...validity, keys, name }) })
    return { certificate: signer.certificate, signer }
  }
  const certificate = new Uint8Array(row.certificate)
  if (rootKey) {
    if (!equalBytes(rootKey.spki, parseCertificate(certificate).spki)) fail('ROOT_KEY_WRONG', 'this is not the key of the root')
    return { certificate, signer: bindSigner(rootKey, certificate, []) }
  }
  return { certificate, signer: row.private_key.length === 0 ? null : await openSigner(parts, 'root', row, []) }
}

/** Root, issuing authorities, their responders and the timestamp unit. Throws ROOT_KEY_ABSENT when something must be made and the root's key is elsewhere. */
export async function loadHierarchy(parts: Parts): Promise<Hierarchy> {
  const { clock, random, publicAddress, store, renew = [] } = parts
  const organization = organisationOf(publicAddress)
  const validity = (life: number) => ({ serialNumber: random(16), notBefore: clock() - MINUTE, notAfter: clock() + life })
  // Two services of one host still have different names, so that judges that find issuers by name are not misled.
  const mark = Array.from(random(3), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const order = (name: AuthorityName, margin: number, chain: readonly Uint8Array[], issue: ((key: SigningKey) => Promise<Uint8Array>) | null): KeyOrder => ({ name, margin, chain, issue, renew: renew.includes(name) })

  const root = await loadRoot(parts, mark)
  const belowRoot = addressesOf(publicAddress, 'root')
  const rootSigner = root.signer
  const issueIssuing = rootSigner && (async ({ spki }: SigningKey) => (await loadProfiles()).issueIssuing({ ...validity(10 * YEAR), spki, issuer: rootSigner, addresses: belowRoot, name: { commonName: `Countersign Issuing ${mark}`, organization } }))
  if (renew.includes('issuing') && !issueIssuing) fail('ROOT_KEY_ABSENT', 'the root’s key is needed for this')
  const current = (await findAuthorityKey(parts, order('issuing', YEAR, [root.certificate], issueIssuing))) ?? fail('ROOT_KEY_ABSENT', 'the issuing certificate has ended and the root’s key is elsewhere')
  const rows = await store.selectFrom('authority_key').selectAll().where('name', '=', 'issuing').orderBy('created_at').execute()

  const loadResponder = (slug: string, signer: Signer | null, name: AuthorityName): Promise<Signer | null> => {
    const life = slug === 'root' ? RESPONDER_LIFE.root : RESPONDER_LIFE.issuing
    const addresses = addressesOf(publicAddress, slug)
    return findAuthorityKey(parts, order(name, 30 * DAY, [], signer && (async ({ spki }) => (await loadProfiles()).issueOcspResponder({ ...validity(life), spki, issuer: signer, addresses, name: { commonName: `Countersign Status ${mark}`, organization } }))))
  }
  const issuings: Issuer[] = []
  for (const [index, row] of rows.entries()) {
    const slug = issuingSlug(index)
    const certificate = new Uint8Array(row.certificate)
    const isOver = row.not_after < clock()
    const signer = row.current === 1 ? current : isOver ? null : await openSigner(parts, 'issuing', row, [root.certificate])
    issuings.unshift({ slug, certificate, signer, addresses: addressesOf(publicAddress, slug), responder: isOver ? null : await loadResponder(slug, signer, `ocsp-${slug}`) })
  }
  const newest = issuings[0]!
  const unit = order('timestamp', YEAR, [newest.certificate], async ({ spki }) => (await loadProfiles()).issueTimestampUnit({ ...validity(5 * YEAR), spki, issuer: current, addresses: newest.addresses, name: { commonName: `Countersign Timestamp Unit ${mark}`, organization } }))
  const present = await loadAuthorityKey(parts, unit)
  // A new issuing authority brings a new timestamp unit: what a judge needs is then one path. Also where the rotation was cut off between the two.
  const timestamp = isIssuedBy(present.certificate, newest.certificate) ? present : await loadAuthorityKey(parts, { ...unit, renew: true })
  return {
    root: { slug: 'root', certificate: root.certificate, signer: root.signer, addresses: belowRoot, responder: await loadResponder('root', root.signer, 'ocsp-root') },
    issuings,
    timestamp,
  }
}
