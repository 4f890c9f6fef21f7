import createCode from 'qrcode-generator'

/** A QR code of a link, dark on light in any colour scheme, with the quiet zone that readers need. Load it lazily. */
export default function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const code = createCode(0, 'M')
  code.addData(text, 'Byte')
  code.make()
  const count = code.getModuleCount()
  const rows = Array.from({ length: count }, (_, row) => Array.from({ length: count }, (__, column) => (code.isDark(row, column) ? `M${column} ${row}h1v1h-1z` : '')).join('')).join('')
  return (
    <figure aria-label={label} className="paper inline-block rounded-sheet bg-[#fff] p-2">
      <svg aria-hidden="true" viewBox={`-4 -4 ${count + 8} ${count + 8}`} className="size-48" shapeRendering="crispEdges"><path d={rows} fill="#1c2130" /></svg>
    </figure>
  )
}
