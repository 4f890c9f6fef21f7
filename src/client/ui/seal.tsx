import { decodeHex } from '../../core/bytes/hex.ts'
import { computeSeal, SEAL_RADIUS, smooth, turnsOf } from '../../core/typeset/rosette.ts'

const TURN = 65_536

interface SealProps {
  /** SHA-256(bytes before the signature revision ‖ statement hash), hex. */
  readonly hash: string
  /** Whose; decoration when left out. */
  readonly label?: string
  readonly className?: string
}

/** The rosette of a signature, drawn as on its page: for comparing by eye, never as proof. */
export function Seal({ hash, label, className = 'size-20' }: SealProps) {
  const size = SEAL_RADIUS * 2
  return (
    <span className={`block shrink-0 text-seal-line ${className}`}>
      <svg aria-hidden="true" viewBox={`${-SEAL_RADIUS} ${-SEAL_RADIUS} ${size} ${size}`} className="size-full" fill="none" stroke="currentColor" strokeLinejoin="round">
        {computeSeal(decodeHex(hash)).flatMap((path, index) => {
          const { start, segments } = smooth(path.points)
          const d = `M${start.join(' ')}${segments.map((segment) => `C${segment.join(' ')}`).join('')}Z`
          return turnsOf(path).map((turn) => <path key={`${index}-${turn}`} d={d} strokeWidth={path.width} transform={`rotate(${(turn * 360) / TURN})`} />)
        })}
      </svg>
      {label && <span className="sr-only">{label}</span>}
    </span>
  )
}
