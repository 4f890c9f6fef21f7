import { closeSync, openSync, writeSync } from 'node:fs'

export interface SellerFileShape {
  readonly pages: number
  /** Bytes of the one picture on each page, which does not compress. */
  readonly pictureBytes: number
  /** Small objects besides. */
  readonly others: number
}

/** Bytes that look like a compressed picture: the same in every run. */
function fillNoise(bytes: Buffer, seed: number): void {
  let state = seed | 1
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    bytes.writeInt32LE(state, at)
  }
}

const PER_BRANCH = 50

/** Writes a PDF such as a scanner or an office program makes: pages in branches, each with a line of text and a picture. Says its length. */
export function writeSellerFile(path: string, { pages, pictureBytes, others }: SellerFileShape): number {
  const file = openSync(path, 'w')
  const offsets: number[] = []
  let at = 0
  const push = (part: string | Buffer): void => void (at += writeSync(file, typeof part === 'string' ? Buffer.from(part, 'latin1') : part))
  const object = (number: number, ...parts: readonly (string | Buffer)[]): void => {
    offsets[number] = at
    for (const part of [`${number} 0 obj\n`, ...parts, '\nendobj\n']) push(part)
  }
  const branches = Math.ceil(pages / PER_BRANCH)
  const pageAt = (index: number): number => 4 + 3 * index
  const branchAt = (index: number): number => 4 + 3 * pages + index
  const side = Math.floor(Math.sqrt(pictureBytes))
  const picture = Buffer.alloc(side * side)
  push('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')
  object(1, '<</Type /Catalog /Pages 2 0 R>>')
  object(2, `<</Type /Pages /Kids [${Array.from({ length: branches }, (_, index) => `${branchAt(index)} 0 R`).join(' ')}] /Count ${pages}>>`)
  object(3, '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>')
  for (let index = 0; index < pages; index++) {
    const [page, content, image] = [pageAt(index), pageAt(index) + 1, pageAt(index) + 2]
    const text = `BT /F1 12 Tf 50 700 Td (Page ${index + 1}) Tj ET q 400 0 0 400 50 200 cm /I Do Q`
    fillNoise(picture, index + 7)
    object(page, `<</Type /Page /Parent ${branchAt(Math.floor(index / PER_BRANCH))} 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 3 0 R>> /XObject <</I ${image} 0 R>>>> /Contents ${content} 0 R>>`)
    object(content, `<</Length ${text.length}>>\nstream\n${text}\nendstream`)
    object(image, `<</Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 8 /Length ${picture.length}>>\nstream\n`, picture, '\nendstream')
  }
  for (let index = 0; index < branches; index++) {
    const kids = Array.from({ length: Math.min(PER_BRANCH, pages - index * PER_BRANCH) }, (_, kid) => `${pageAt(index * PER_BRANCH + kid)} 0 R`)
    object(branchAt(index), `<</Type /Pages /Parent 2 0 R /Count ${kids.length} /Kids [${kids.join(' ')}]>>`)
  }
  let number = branchAt(branches)
  for (const last = number + others; number < last; number++) object(number, `<</Note (object ${number})>>`)
  const section = at
  push(`xref\n0 ${number}\n0000000000 65535 f \n${offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`)
  push(`trailer\n<</Size ${number} /Root 1 0 R>>\nstartxref\n${section}\n%%EOF\n`)
  closeSync(file)
  return at
}
