import { concatBytes } from '../../core/bytes/compare.ts'
import { deflate } from '../../core/bytes/deflate.ts'
import { encodeLatin1 } from '../../core/bytes/text.ts'

/** How a built file says where its objects are. */
export type XrefKind = 'table' | 'stream' | 'objectStream' | 'hybrid'

/** Object number to its text, or to its bytes (for streams). Number 1 is the catalog. */
export type BuiltObjects = Readonly<Record<number, string | Uint8Array>>

interface Place {
  readonly number: number
  readonly type: 1 | 2
  readonly second: number
  readonly third: number
}

const HEADER = '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n'

/** A stream object's bytes, with /Length. */
export function buildStream(entries: string, data: Uint8Array | string, compress = false): Uint8Array {
  const plain = typeof data === 'string' ? encodeLatin1(data) : data
  const stored = compress ? deflate(plain) : plain
  const filter = compress ? ' /Filter /FlateDecode' : ''
  return concatBytes(encodeLatin1(`<<${entries}${filter} /Length ${stored.length}>>\nstream\n`), stored, encodeLatin1('\nendstream'))
}

class Assembly {
  readonly parts: Uint8Array[] = []
  length = 0

  constructor(base: Uint8Array) {
    this.push(base)
  }

  push(part: Uint8Array | string): void {
    const bytes = typeof part === 'string' ? encodeLatin1(part) : part
    this.parts.push(bytes)
    this.length += bytes.length
  }

  object(number: number, value: Uint8Array | string): Place {
    const place: Place = { number, type: 1, second: this.length, third: 0 }
    this.push(`${number} 0 obj\n`)
    this.push(value)
    this.push('\nendobj\n')
    return place
  }
}

function group(places: readonly Place[]): Place[][] {
  const groups: Place[][] = []
  for (const place of [...places].sort((a, b) => a.number - b.number)) {
    const last = groups[groups.length - 1]
    if (last !== undefined && last[last.length - 1]!.number + 1 === place.number) last.push(place)
    else groups.push([place])
  }
  return groups
}

function tableText(places: readonly Place[]): string {
  const row = (offset: number, generation: number, kind: string): string => `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${kind} \n`
  const rows = group(places).map((run) => `${run[0]!.number} ${run.length}\n${run.map((place) => row(place.second, place.third, place.type === 1 ? 'n' : 'f')).join('')}`)
  return `xref\n0 1\n${row(0, 65_535, 'f')}${rows.join('')}`
}

function streamSection(places: readonly Place[], entries: string): Uint8Array {
  const runs = group(places)
  const index = runs.map((run) => `${run[0]!.number} ${run.length}`).join(' ')
  const data = Uint8Array.from(runs.flat().flatMap(({ type, second, third }) => [type, (second >> 24) & 255, (second >> 16) & 255, (second >> 8) & 255, second & 255, third >> 8, third & 255]))
  return buildStream(`/Type /XRef /W [1 4 2] /Index [${index}] ${entries}`, data, true)
}

function packObjects(objects: readonly (readonly [number, string])[]): Uint8Array {
  const offsets: string[] = []
  let text = ''
  for (const [number, value] of objects) {
    offsets.push(`${number} ${text.length}`)
    text += `${value} `
  }
  const head = `${offsets.join(' ')} `
  return buildStream(`/Type /ObjStm /N ${objects.length} /First ${head.length}`, head + text, true)
}

/**
 * A whole file, or one revision more on `base` (whose section offset is `previous`). For tests only: says what it is told, right or wrong.
 * 'objectStream' packs all text objects; 'hybrid' packs all but 1 and 2 and hides them behind /XRefStm.
 */
export function buildPdf(objects: BuiltObjects, options: { kind?: XrefKind; base?: Uint8Array; previous?: number; trailer?: string } = {}): Uint8Array {
  const { kind = 'table', base, previous, trailer = '' } = options
  const out = new Assembly(base ?? encodeLatin1(HEADER))
  const entries = Object.entries(objects).map(([number, value]) => [Number(number), value] as const)
  let next = entries.reduce((highest, [number]) => Math.max(highest, number), 0) + 1
  const isPacked = (number: number, value: string | Uint8Array): value is string =>
    typeof value === 'string' && (kind === 'objectStream' || (kind === 'hybrid' && number > 2))
  const packed = entries.flatMap(([number, value]) => (isPacked(number, value) ? [[number, value] as const] : []))
  const places: Place[] = entries.filter(([number, value]) => !isPacked(number, value)).map(([number, value]) => out.object(number, value))
  if (packed.length > 0) {
    const container = next++
    places.push(out.object(container, packObjects(packed)))
    packed.forEach(([number], index) => places.push({ number, type: 2, second: container, third: index }))
  }
  const previousEntry = previous === undefined ? '' : ` /Prev ${previous}`
  let section = out.length
  if (kind === 'table') {
    out.push(`${tableText(places)}trailer\n<</Size ${next} /Root 1 0 R${previousEntry} ${trailer}>>\n`)
  } else if (kind === 'hybrid') {
    const hidden = places.filter((place) => place.type === 2)
    const stream = next++
    out.object(stream, streamSection(hidden, `/Size ${next}`))
    const hiddenRows = hidden.map((place): Place => ({ number: place.number, type: 2, second: 0, third: 65_535 }))
    const shown = [...places.filter((place) => place.type === 1), ...hiddenRows]
    const streamOffset = section
    section = out.length
    out.push(`${tableText(shown)}trailer\n<</Size ${next} /Root 1 0 R /XRefStm ${streamOffset}${previousEntry} ${trailer}>>\n`)
  } else {
    const id = next++
    out.object(id, streamSection([...places, { number: id, type: 1, second: section, third: 0 }], `/Size ${next} /Root 1 0 R${previousEntry} ${trailer}`))
  }
  out.push(`startxref\n${section}\n%%EOF\n`)
  return concatBytes(...out.parts)
}

/** Objects of a one-page file with a form of empty signature fields, a line of text and a font named Label in the form's /DR. */
export function contractObjects(fields: readonly string[] = ['Buyer', 'Seller'], content = 'BT /F1 12 Tf 50 700 Td (Contract) Tj ET'): Record<number, string | Uint8Array> {
  const widgets = fields.map((_, i) => `${10 + i} 0 R`).join(' ')
  const objects: Record<number, string | Uint8Array> = {
    1: '<</Type /Catalog /Pages 2 0 R /AcroForm 6 0 R>>',
    2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    3: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 5 0 R>>>> /Contents 4 0 R /Annots [${widgets}]>>`,
    4: buildStream('', content),
    5: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>',
    6: `<</Fields [${widgets}] /DR <</Font <</Label 5 0 R>>>> /DA (/Label 0 Tf 0 g)>>`,
  }
  fields.forEach((name, i) => {
    objects[10 + i] = `<</Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /F 4 /P 3 0 R /Rect [${50 + i * 200} 100 ${200 + i * 200} 160]>>`
  })
  return objects
}
