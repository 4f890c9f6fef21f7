const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' }

const BREAKS = /^<\/(p|label|button|div|h\d|li)>$/

/** How boxes are written: ticked, not ticked. */
export interface BoxMarks {
  readonly ticked: string
  readonly open: string
}

/**
 * A snapshot of the consent region as plain lines: what it said, and how its boxes stood. Nothing of its markup is kept, run or shown as a
 * page; a total function of any text.
 */
export function readSnapshot(snapshot: string, { ticked, open }: BoxMarks): readonly string[] {
  const parts: string[] = []
  for (let at = 0; at < snapshot.length; ) {
    const start = snapshot.indexOf('<', at)
    const end = start < 0 ? -1 : snapshot.indexOf('>', start)
    // A mark that never ends is text.
    if (end < 0) {
      parts.push(snapshot.slice(at))
      break
    }
    const mark = snapshot.slice(start, end + 1)
    const box = mark.startsWith('<input') ? `${/\schecked[\s=>]/.test(mark) ? ticked : open} ` : ''
    parts.push(snapshot.slice(at, start), BREAKS.test(mark) ? '\n' : box)
    at = end + 1
  }
  return parts.join('').replaceAll(/&(\w+);/g, (whole, name: string) => NAMED[name] ?? whole).split('\n').map((line) => line.trim()).filter((line) => line !== '')
}
