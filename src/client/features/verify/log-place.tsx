import type { CertificatePlace } from '../../../core/evidence/examine/certificate-log.ts'
import { formatCount, formatExactInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { LogTree } from '../../ui/log-tree.tsx'
import { downloadFile } from '../../ui/download.ts'

interface LogPlaceProps {
  readonly place: CertificatePlace
  /** When the certificate was in use, where that is proven. */
  readonly time: string | null
  /** Name for the file of the proof. */
  readonly name: string
}

/** Where a certificate stands in its issuer's public log, proven offline from the file alone. */
export function LogPlace({ place, time, name }: LogPlaceProps) {
  const entry = formatCount(place.index)
  const size = formatCount(place.size)
  return (
    <section className="grid gap-2 p-5 text-sm" aria-label={m.log_place_title()}>
      <h4 className="font-semibold">{m.log_place_title()}</h4>
      <p>{m.log_place({ entry, size, origin: place.origin })}{time !== null && ` ${m.log_place_time({ time: formatExactInstant(time) })}`}</p>
      <LogTree index={place.index} size={place.size} label={m.log_place_picture({ entry, size })} />
      <p className="text-soft">{m.log_place_meaning()}</p>
      <button type="button" onClick={() => downloadFile(place.proof, 'text/plain', name)} className="no-print min-h-11 justify-self-start text-link underline underline-offset-2">{m.log_proof_download()}</button>
    </section>
  )
}
