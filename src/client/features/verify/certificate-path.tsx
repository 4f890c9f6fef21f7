import { useEffect, useRef, useState } from 'react'
import type { CertificateSummary, SignatureReport } from '../../../core/validation/report.ts'
import { formatDate, formatExactInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { layoutPaths, wrapName } from './path-graph.ts'
import type { GraphNode } from './path-graph.ts'

const REVOCATIONS: Record<NonNullable<CertificateSummary['revocation']>, () => string> = {
  'not-needed': m.verify_revocation_not_needed, good: m.verify_revocation_good, revoked: m.verify_revocation_revoked, unknown: m.verify_revocation_unknown,
}
const GAP = { x: 16, y: 30 } as const
const NODE_HEIGHT = 92
const MAX_WIDTH = 250

/** Where an instant lies in a certificate's life, 0 to 1; null outside it. */
function placeIn({ notBefore, notAfter }: CertificateSummary, instant: string): number | null {
  const [from, to, at] = [notBefore, notAfter, instant].map((text) => Date.parse(text)) as [number, number, number]
  return at < from || at > to || to <= from ? null : (at - from) / (to - from)
}

function NodePicture({ node, x, y, width, at, role }: { readonly node: GraphNode; readonly x: number; readonly y: number; readonly width: number; readonly at: string; readonly role: string }) {
  const { certificate } = node
  const tone = certificate.isAnchor ? 'text-pass' : certificate.revocation === 'revoked' ? 'text-fail' : certificate.revocation === 'unknown' ? 'text-doubt' : 'text-rule-strong'
  const share = placeIn(certificate, at)
  const lines = wrapName(certificate.subject, Math.floor((width - 24) / 7.4), 2)
  return (
    <g transform={`translate(${x} ${y})`} className={tone}>
      <rect width={width} height={NODE_HEIGHT} rx="6" fill={certificate.isAnchor ? 'var(--pass-wash)' : 'var(--surface)'} stroke="currentColor" strokeWidth={certificate.isAnchor ? 2.5 : 1.5} />
      <text x="12" y="17" fontSize="11" fill={certificate.isAnchor ? 'var(--pass)' : 'var(--ink-soft)'}>{certificate.isAnchor ? `✓ ${m.verify_path_root()}` : role}</text>
      <text x="12" y="34" fontSize="13" fontWeight="600" fill="var(--ink)">
        {lines.map((line, index) => <tspan key={line + String(index)} x="12" dy={index === 0 ? 0 : 15}>{line}</tspan>)}
      </text>
      <g transform={`translate(12 ${NODE_HEIGHT - 24})`}>
        <rect width={width - 24} height="3" rx="1.5" fill="var(--rule)" />
        {share !== null && <path d={`M${(width - 24) * share - 4} -6h8l-4 6Z`} fill="var(--ink)" />}
        <text y="16" fontSize="10.5" className="num" fill="var(--ink-soft)">{formatDate(certificate.notBefore)}</text>
        <text y="16" x={width - 24} textAnchor="end" fontSize="10.5" className="num" fill={share === null ? 'var(--doubt)' : 'var(--ink-soft)'}>{formatDate(certificate.notAfter)}</text>
      </g>
    </g>
  )
}

/** The words of the picture, for those who do not see it and for those who want every figure. */
function Chain({ path, label }: { readonly path: readonly CertificateSummary[]; readonly label: string }) {
  return (
    <ol aria-label={label} className="grid gap-2">
      {path.map((certificate) => (
        <li key={certificate.thumbprint} className="min-w-0">
          <p className="break-words font-semibold">{certificate.subject}</p>
          <p className="text-[.8125rem] text-soft">
            {certificate.isAnchor ? m.verify_path_trusted() : m.verify_path_issued({ issuer: certificate.issuer })}
            {certificate.revocation && ` · ${REVOCATIONS[certificate.revocation]()}`}
          </p>
          <p className="num text-[.8125rem] text-soft">{formatExactInstant(certificate.notBefore)} – {formatExactInstant(certificate.notAfter)}</p>
          <p className="break-all font-mono text-[.6875rem] text-soft">SHA-256 {certificate.thumbprint}</p>
        </li>
      ))}
    </ol>
  )
}

/** From the signatory, at the bottom, up to what is trusted; the timestamp's path beside it, joined where they meet. The mark on each line is the time of the judgement. */
export function CertificatePath({ signature, judgedAt }: { readonly signature: SignatureReport; readonly judgedAt: string }) {
  const frame = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(0)
  useEffect(() => {
    if (!frame.current) return
    const observer = new ResizeObserver(([entry]) => entry && setRoom(Math.floor(entry.contentRect.width)))
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  const { nodes, edges, columns, rows } = layoutPaths(signature)
  const at = signature.bestSignatureTime ?? judgedAt
  const width = Math.max(120, Math.min(MAX_WIDTH, (room - GAP.x * (columns - 1) - 4) / columns))
  const total = { width: width * columns + GAP.x * (columns - 1) + 4, height: rows * NODE_HEIGHT + (rows - 1) * GAP.y + 4 }
  const placeOf = ({ column, row }: GraphNode) => ({ x: 2 + column * (width + GAP.x), y: 2 + (rows - 1 - row) * (NODE_HEIGHT + GAP.y) })
  const label = m.verify_path_picture({ names: signature.path.map(({ subject }) => subject).join(' → ') })
  return (
    <div className="grid gap-3 text-sm">
      <h4 className="font-semibold">{m.verify_path_title()}</h4>
      {nodes.length === 0 && <p className="text-soft">{m.verify_path_none()}</p>}
      <div ref={frame} className="overflow-x-auto">
        {room > 0 && nodes.length > 0 && (
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, of text and lines
          <svg role="img" aria-label={label} width={total.width} height={total.height} viewBox={`0 0 ${total.width} ${total.height}`} className="block max-w-none">
            {edges.map(([from, to]) => {
              const [below, above] = [placeOf(nodes[from]!), placeOf(nodes[to]!)]
              const [x1, y1, x2, y2] = [below.x + width / 2, below.y, above.x + width / 2, above.y + NODE_HEIGHT]
              return <path key={`${from} ${to}`} d={`M${x1} ${y1}C${x1} ${y1 - GAP.y * 0.7} ${x2} ${y2 + GAP.y * 0.7} ${x2} ${y2}`} fill="none" stroke="var(--rule-strong)" strokeWidth="2" />
            })}
            {nodes.map((node, index) => (
              <NodePicture key={node.certificate.thumbprint} node={node} {...placeOf(node)} width={width} at={at} role={node.row > 0 ? m.verify_path_issuer() : index === 0 && signature.type === 'signature' ? m.verify_path_signatory() : m.verify_path_timestamp()} />
            ))}
          </svg>
        )}
      </div>
      {nodes.length > 0 && (
        <>
          <p className="text-[.8125rem] text-soft">{m.verify_path_legend({ time: formatExactInstant(at) })}</p>
          <details className="print-open">
            <summary className="min-h-8 cursor-pointer font-semibold text-link">{m.verify_path_words()}</summary>
            <div className="mt-2 grid gap-3">
              {signature.path.length > 0 && <Chain path={signature.path} label={m.verify_path_title()} />}
              {signature.timestamps.map((stamp, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- the report never changes order
                <div key={`${stamp.kind}${index}`} className="grid gap-2">
                  <h5 className="font-semibold">{m.verify_path_timestamp()}{stamp.time && <span className="num font-normal text-soft"> · {formatExactInstant(stamp.time)}</span>}</h5>
                  {stamp.path.length > 0 && <Chain path={stamp.path} label={m.verify_path_timestamp()} />}
                </div>
              ))}
            </div>
          </details>
        </>
      )}
    </div>
  )
}
