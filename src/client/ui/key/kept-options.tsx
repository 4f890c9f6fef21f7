import { useState } from 'react'
import { parseCertificateOrNull } from '../../../core/pki/certificate.ts'
import type { KeptKey } from '../../keystore/kept-record.ts'
import { formatDate } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Option } from './option.tsx'

const day = (at: number): string => formatDate(new Date(at).toISOString())

/** The certificate in words. The service decides whether it is in force; this device's clock gives a warning only. */
function describe(key: KeptKey, now: number): string {
  const facts = key.certificate && parseCertificateOrNull(key.certificate)
  if (!facts) return ''
  const { subject, issuer, notBefore, notAfter } = facts
  const said =
    key.kind === 'kept'
      ? m.keystore_choice_kept_text({ email: key.email ?? '', date: day(notAfter) })
      : m.keystore_choice_brought_text({ name: subject.commonName ?? subject.text, issuer: issuer.organization ?? issuer.commonName ?? issuer.text, from: day(notBefore), date: day(notAfter) })
  return now < notBefore || now > notAfter ? `${said} ${m.keystore_choice_not_in_force()}` : said
}

interface Props {
  readonly fitting: readonly KeptKey[]
  readonly chosen: string | null
  readonly onPick: (key: KeptKey) => void
}

/** The keys of this device that can sign here, each with what its certificate says. */
export function KeptOptions({ fitting, chosen, onPick }: Props) {
  const [now] = useState(() => Date.now())
  return fitting.map((key) => <Option key={key.id} checked={key.id === chosen} value={key.id} name={key.label} text={describe(key, now)} onPick={() => onPick(key)} />)
}
