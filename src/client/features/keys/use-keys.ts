import { useQuery, useQueryClient } from '@tanstack/react-query'
import { decodeBase64, encodeBase64 } from '../../../core/bytes/base64.ts'
import { computeCertificateThumbprint } from '../../../core/pki/thumbprint.ts'
import type { CertificateUse, KeptCertificate, KeptCertificates } from '../../../protocol/certificate.ts'
import { fetchKeptCertificates, requestKeptCertificate } from '../../api/certificate.ts'
import { keys } from '../../api/query.ts'
import { keepCertificate, listKept } from '../../keystore/kept-list.ts'
import type { KeptKey } from '../../keystore/kept-record.ts'
import { askKeystore } from '../../keystore/keystore.ts'
import type { Secret } from '../../keystore/unlock.ts'

/** A key of this device with the newest certificate that the service knows for it. */
export interface HeldKey {
  readonly key: KeptKey
  readonly certificate: KeptCertificate | null
  /** What was done here with a key brought along; a kept key's certificate tells its own. */
  readonly broughtUses: readonly CertificateUse[]
}

export function useKeptKeys() {
  return useQuery({ queryKey: keys.keptKeys, queryFn: listKept })
}

export function useKeptCertificates() {
  return useQuery({ queryKey: keys.keptCertificates, queryFn: fetchKeptCertificates })
}

/** Keys of this device and, apart, certificates whose keys are elsewhere. Certificates come newest first. */
export function matchKeys(held: readonly KeptKey[], { certificates, broughtUses }: Pick<KeptCertificates, 'certificates' | 'broughtUses'>, email: string): { readonly here: readonly HeldKey[]; readonly elsewhere: readonly KeptCertificate[] } {
  const here = held
    .filter((key) => key.kind === 'brought' || key.email === email)
    .map((key) => {
      const thumbprint = key.kind === 'brought' && key.certificate ? computeCertificateThumbprint(key.certificate) : null
      return { key, certificate: certificates.find((one) => one.keyThumbprint === key.keyThumbprint) ?? null, broughtUses: broughtUses.filter((use) => use.thumbprint === thumbprint) }
    })
  const known = new Set(held.map(({ keyThumbprint }) => keyThumbprint))
  return { here, elsewhere: certificates.filter((one) => !known.has(one.keyThumbprint)) }
}

/** Keeps what was issued for a key of this device and did not come to be kept: the page was closed, or the answer lost, in between. Says whether there was any. */
export async function mendCertificates(held: readonly KeptKey[], certificates: readonly KeptCertificate[]): Promise<boolean> {
  let isMended = false
  for (const key of held) {
    const newest = key.kind === 'kept' ? certificates.find((one) => one.keyThumbprint === key.keyThumbprint && one.state !== 'revoked') : undefined
    if (!newest || (key.certificate && computeCertificateThumbprint(key.certificate) === newest.thumbprint)) continue
    await keepCertificate(key.id, decodeBase64(newest.certificate), newest.chain.map(decodeBase64))
    isMended = true
  }
  return isMended
}

/** Asks everything anew after a change. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: keys.keptKeys }), queries.invalidateQueries({ queryKey: keys.keptCertificates })])
  }
}

/** Has the service certify a key of this device, and keeps the certificate beside it. */
export async function certifyKey(id: string, secret: Secret, onBehalf: boolean, replaces: string | null): Promise<void> {
  const request = await askKeystore('request', { id, secret })
  const issued = await requestKeptCertificate({ request: encodeBase64(request), onBehalf, replaces })
  await keepCertificate(id, decodeBase64(issued.certificate), issued.chain.map(decodeBase64))
}
