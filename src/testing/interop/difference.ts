/** A way in which another program's word differs from ours, and why ours stands. */
interface Difference {
  readonly judge: 'pdfsig' | 'pyHanko'
  /** True: it believes what we do not. */
  readonly believed: boolean
  /** Attacks it is about; null: files as their producers left them. */
  readonly about: RegExp | null
  /** Bases it is about; all when absent. */
  readonly base?: RegExp
  readonly reason: string
}

const pdfsig = (about: RegExp | null, reason: string, base?: RegExp): Difference => ({ judge: 'pdfsig', believed: true, about, reason, ...(base ? { base } : {}) })
const pyHanko = (about: RegExp | null, reason: string, base?: RegExp): Difference => ({ judge: 'pyHanko', believed: true, about, reason, ...(base ? { base } : {}) })
const strict = (base: RegExp, reason: string): Difference => ({ judge: 'pyHanko', believed: false, about: null, base, reason })

/** Found in runs; the step fails when a line is not needed any more. */
export const ARGUED: readonly Difference[] = [
  pdfsig(/^(shadow|pages|catalog|scripts|launch|embedded|optional|key-name|XML bomb|metadata|form|value|evil|sneaky|permissions|incremental|dual)/, 'pdfsig holds the signed bytes against the signature and does not look at what was saved afterwards'),
  pdfsig(/^uncovered tail/, 'pdfsig says “Not total document signed” in a line of its own and calls the signature valid all the same'),
  pdfsig(/^dictionary spoofing/, 'pdfsig does not compare the signature dictionary with the one that was signed'),
  pdfsig(/^recycled signature/, 'pdfsig does not ask whether the range leaves out this very dictionary, nor who else holds the value'),
  pdfsig(/^signature removed/, 'pdfsig finds widgets that the form no longer names'),
  pdfsig(/^(wrapping|malformed contents)/, 'pdfsig does not hold the gap of /ByteRange against /Contents, nor reads on after the CMS'),
  pdfsig(null, 'a field filled in that nobody had allowed: we call it undecided, pdfsig does not look', /signed-filled$/),
  pyHanko(null, 'a field filled in that nobody had allowed: pyHanko’s default policy takes form filling for granted, we call it undecided', /signed-filled$/),
  pyHanko(/^(form overlay: (field hidden|look |no longer|old value|value replaced)|value ≠)/, 'pyHanko does not hold a field’s look against its value, and lets flags and looks change with any form filling'),
  pyHanko(/^form: appearances/, 'pyHanko lets the form’s own entries change with any form filling'),
  pyHanko(/^key-name laundering: what the page shows, unchanged, named a certificate/, 'pyHanko asks what a store’s new streams are, not what streams are newly a store’s'),
  pyHanko(/^dual views: an object stream/, 'pyHanko looks at the objects that the cross-reference names, not at what else an object stream holds'),
  pyHanko(/^(incremental saving: (body|trailer|without)|uncovered tail)/, 'pyHanko reads up to the last end marker and leaves unread what follows it'),
  pyHanko(/^malformed contents: another end/, 'pyHanko does not read on after the CMS'),
  pyHanko(/^shadow replace: another catalog/, 'pyHanko compares the catalogs by their entries: this copy shows the same, but the trailer names another object than was signed'),
  pyHanko(/^(sneaky|recycled)/, 'pyHanko allows a new visible field after an approval signature wherever it lies, and the first signature does not suffer from a copy', /^pyhanko-signed$/),
  pdfsig(null, 'bytes after the CMS, which PDFBox leaves where it encrypted the room: pdfsig does not read on after the CMS, we call them undecided', /^pdfbox-encrypted/),
  pyHanko(null, 'bytes after the CMS, which PDFBox leaves where it encrypted the room: pyHanko does not read on after the CMS, we call them undecided', /^pdfbox-encrypted/),
  { judge: 'pdfsig', believed: false, about: null, base: /stamped$/, reason: 'pdfsig of this version does not verify document timestamps' },
  strict(/note$/, 'pyHanko has no rule for remarks, which P=3 allows'),
  strict(/^itext-packed/, 'pyHanko’s default policy allows no freed object; iText frees a number that nothing named'),
  strict(/^pdfbox-signed-signed/, 'PDFBox empties the rectangle of a field that it signs invisibly: nothing more is shown than before'),
  strict(/nested/, 'pyHanko expects one new field for one signature; a signature field below a new parent makes two'),
  strict(/^signpdf/, 'signpdf writes the value under a number that its own first save had counted but not used'),
  strict(/^ours-hybrid/, 'pyHanko’s strict reader refuses any hybrid file whose hidden objects the table shows as free, as the standard tells it to'),
]

/** Why a difference is right, or null when nobody has argued it. */
export function argue(found: { readonly judge: 'pdfsig' | 'pyHanko'; readonly attack: string | null; readonly base: string; readonly believed: boolean }): string | null {
  const match = ARGUED.find(({ judge, believed, about, base }) => {
    if (judge !== found.judge || believed !== found.believed || (base !== undefined && !base.test(found.base))) return false
    return about === null ? found.attack === null : found.attack !== null && about.test(found.attack)
  })
  return match?.reason ?? null
}
