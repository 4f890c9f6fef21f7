import { decodeHex } from '../../../../core/bytes/hex.ts'
import { computeSeal, SEAL_RADIUS, smooth, turnsOf } from '../../../../core/typeset/rosette.ts'

const TURN = 65_536

/** The rosette of a hash, as on the signed page: for comparing by eye, never as proof. */
export function Seal({ hash, label }: { readonly hash: string; readonly label: string }) {
  return (
    <span className="shrink-0 text-seal-line">
      <span className="sr-only">{label}</span>
      <svg aria-hidden="true" viewBox={`${-SEAL_RADIUS} ${-SEAL_RADIUS} ${SEAL_RADIUS * 2} ${SEAL_RADIUS * 2}`} className="size-36" fill="none" stroke="currentColor" strokeLinejoin="round">
        {computeSeal(decodeHex(hash)).flatMap((path, index) => {
          const { start, segments } = smooth(path.points)
          const d = `M${start.join(' ')}${segments.map((segment) => `C${segment.join(' ')}`).join('')}Z`
          return turnsOf(path).map((turn) => <path key={`${index}-${turn}`} d={d} strokeWidth={path.width} transform={`rotate(${(turn * 360) / TURN})`} />)
        })}
      </svg>
    </span>
  )
}
