import { encodeBase64 } from '../core/bytes/base64.ts'
import { computeCertificateThumbprint } from '../core/pki/thumbprint.ts'
import { TYPESET_REVISION } from '../core/typeset/revision.ts'
import type { Service } from '../protocol/service.ts'
import { readCheckPage } from './page/check-page.ts'
import type { Parts } from './parts.ts'
import { formatInstant } from './record/append.ts'

/** The one who plays the seller in the demo workspace. */
export const DEMO_SELLER = 'seller@demo.countersign.example'

const describeCertificate = (certificate: Uint8Array): Service['root'] => ({ thumbprint: computeCertificateThumbprint(certificate), certificate: encodeBase64(certificate) })

/** What anyone may know of this service. */
export function describeService({ settings, authority, log, timestamps, mailer, build, pages }: Parts): Service {
  const checkPage = readCheckPage({ pages, authority, log })
  return {
    name: 'Countersign',
    build,
    publicAddress: settings.publicAddress,
    demo: settings.demo,
    mail: mailer.mode,
    demoSeller: settings.demo ? DEMO_SELLER : null,
    typesetRevision: TYPESET_REVISION,
    root: describeCertificate(authority.root),
    issuing: describeCertificate(authority.issuing),
    log: { address: `${settings.publicAddress}/log`, origin: log.origin, verifiers: [...log.verifiers], since: formatInstant(log.since) },
    ...(timestamps.isExternal ? { timestampAnchors: timestamps.trust.anchors.map(encodeBase64) } : {}),
    checkPage: checkPage && { address: checkPage.address, size: checkPage.size, sha256: checkPage.sha256 },
  }
}
