/** Limits on what a file may ask of its reader. Every number an attacker controls is held against one of these before use. */
export interface PdfBounds {
  readonly maxBytes: number
  readonly maxRevisions: number
  /** Cross-reference entries over all revisions, and so objects. */
  readonly maxEntries: number
  /** Nesting of arrays and dictionaries, and of trees (pages, fields, names). */
  readonly maxDepth: number
  /** Bytes one stream may decode to. */
  readonly maxStreamBytes: number
  /** Bytes all object and cross-reference streams of a file may decode to together. */
  readonly maxInflatedBytes: number
  readonly maxPages: number
}

export const DEFAULT_BOUNDS: PdfBounds = {
  maxBytes: 512 * 1024 * 1024,
  maxRevisions: 1024,
  maxEntries: 4_000_000,
  maxDepth: 100,
  maxStreamBytes: 128 * 1024 * 1024,
  maxInflatedBytes: 512 * 1024 * 1024,
  maxPages: 100_000,
}
