import { encodeCode } from '../../core/typeset/code.ts'

/** A QR code of a link, dark on light in any colour scheme, with the quiet zone that readers need. Load it lazily. */
export default function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const modules = encodeCode(text)
  const count = modules.length
  const rows = modules.map((dark, row) => dark.map((isDark, column) => (isDark ? `M${column} ${row}h1v1h-1z` : '')).join('')).join('')
  return (
    <figure aria-label={label} className="paper inline-block rounded-sheet bg-[#fff] p-2">
      <svg aria-hidden="true" viewBox={`-4 -4 ${count + 8} ${count + 8}`} className="size-48" shapeRendering="crispEdges"><path d={rows} fill="#1c2130" /></svg>
    </figure>
  )
}
