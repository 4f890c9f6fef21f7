import { parseCertificateOrNull } from '../../../core/pki/certificate.ts'
import type { KeptKey } from '../../keystore/kept-record.ts'
import { formatDate } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Option } from './option.tsx'

function describe(key: KeptKey): string {
  const facts = key.certificate && parseCertificateOrNull(key.certificate)
  if (!facts) return ''
  if (key.kind === 'kept') return m.keystore_choice_kept_text({ email: key.email ?? '', date: formatDate(new Date(facts.notAfter).toISOString()) })
  return m.keystore_choice_brought_text({ issuer: facts.issuer.organization ?? facts.issuer.commonName ?? facts.issuer.text })
}

interface Props {
  readonly fitting: readonly KeptKey[]
  readonly chosen: string | null
  readonly onPick: (key: KeptKey) => void
}

/** The keys of this device that can sign here, each with what its certificate says. */
export function KeptOptions({ fitting, chosen, onPick }: Props) {
  return fitting.map((key) => <Option key={key.id} checked={key.id === chosen} value={key.id} name={key.label} text={describe(key)} onPick={() => onPick(key)} />)
}
