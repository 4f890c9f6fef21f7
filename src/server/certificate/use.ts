import { isCodedError } from '../../core/bytes/error.ts'
import type { CertificateUse } from '../../protocol/certificate.ts'
import { openDigest } from '../contract/summary.ts'
import { offerLookup } from '../privacy/own.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import type { Person } from '../session/session.ts'

const MOST = 100

interface UseRow {
  readonly id: string
  readonly summary: Uint8Array
  readonly purpose: CertificateUse['purpose']
  readonly used_at: number
}

async function describeUse({ store, vault }: Parts, row: UseRow): Promise<CertificateUse> {
  const use = { contract: row.id, purpose: row.purpose, at: formatInstant(row.used_at) }
  try {
    return { ...use, title: openDigest(await vault.loadKey(store, row.id), row).title }
  } catch (error) {
    if (isCodedError(error, 'KEY_DESTROYED')) return { ...use, title: null } // the contract was erased; that it was signed stays
    throw error
  }
}

const startQuery = ({ store }: Pick<Parts, 'store'>) =>
  store.selectFrom('used_certificate').innerJoin('contract', 'contract.id', 'used_certificate.contract').select(['contract.id', 'contract.summary', 'used_certificate.purpose', 'used_certificate.used_at', 'used_certificate.thumbprint'])

/** What was done here with the certificate of a kept key, newest first. */
export async function readUses(parts: Parts, thumbprint: string): Promise<CertificateUse[]> {
  const rows = await startQuery(parts).where('thumbprint', '=', thumbprint).orderBy('used_at', 'desc').limit(MOST).execute()
  return Promise.all(rows.map((row) => describeUse(parts, row)))
}

/** What this person did here with certificates that are none of ours: contracts that it published, and those offered to its address. */
export async function readBroughtUses(parts: Parts, { person, email }: Person): Promise<(CertificateUse & { readonly thumbprint: string })[]> {
  const own = startQuery(parts).where('used_certificate.kind', '=', 'own').orderBy('used_at', 'desc').limit(MOST)
  const published = await own.where('used_certificate.purpose', '=', 'publication').where('contract.person', '=', person).execute()
  const signed = await own
    .where('used_certificate.purpose', '=', 'signature')
    .innerJoin('offer', 'offer.contract', 'contract.id')
    .where('offer.email_lookup', '=', offerLookup(parts, email))
    .select(['used_certificate.subject', 'offer.id as offer'])
    .execute()
  const rows = [...published, ...signed.filter(({ subject, offer }) => subject.startsWith(`${offer}/`))].toSorted((a, b) => b.used_at - a.used_at).slice(0, MOST)
  return Promise.all(rows.map(async (row) => ({ ...(await describeUse(parts, row)), thumbprint: row.thumbprint })))
}
