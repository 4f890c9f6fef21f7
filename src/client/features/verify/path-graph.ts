import type { CertificateSummary, SignatureReport } from '../../../core/validation/report.ts'

/** A certificate in the picture: its column and its row, 0 at the bottom where the signature is. */
export interface GraphNode {
  readonly certificate: CertificateSummary
  readonly column: number
  readonly row: number
}

export interface Graph {
  readonly nodes: readonly GraphNode[]
  /** From a certificate to its issuer, by place in `nodes`. */
  readonly edges: readonly (readonly [from: number, to: number])[]
  readonly columns: number
  readonly rows: number
}

const MAX_CHAINS = 4

/** The signatory's path and those of the timestamps as one graph: a certificate that stands in several stands once, above all that lead to it. */
export function layoutPaths(signature: Pick<SignatureReport, 'path' | 'timestamps'>): Graph {
  const chains = [signature.path, ...signature.timestamps.map(({ path }) => path)].filter((path) => path.length > 0).slice(0, MAX_CHAINS)
  const rows = new Map<string, number>()
  // above every certificate it has issued, in whichever chain
  for (let pass = 0; pass < chains.length; pass++) {
    for (const chain of chains) {
      for (const [index, { thumbprint }] of chain.entries()) {
        const below = index === 0 ? -1 : rows.get(chain[index - 1]!.thumbprint)!
        rows.set(thumbprint, Math.max(rows.get(thumbprint) ?? 0, below + 1))
      }
    }
  }
  const nodes: GraphNode[] = []
  const places = new Map<string, number>()
  const edges = new Map<string, readonly [number, number]>()
  for (const [column, chain] of chains.entries()) {
    for (const certificate of chain) {
      if (places.has(certificate.thumbprint)) continue
      places.set(certificate.thumbprint, nodes.length)
      nodes.push({ certificate, column, row: rows.get(certificate.thumbprint)! })
    }
    for (const [index, { thumbprint }] of chain.entries()) {
      const above = chain[index + 1]
      if (above) edges.set(`${thumbprint} ${above.thumbprint}`, [places.get(thumbprint)!, places.get(above.thumbprint)!])
    }
  }
  return { nodes, edges: [...edges.values()], columns: Math.max(1, chains.length), rows: Math.max(0, ...nodes.map(({ row }) => row)) + 1 }
}

/** Words in at most so many lines of so many letters; what does not fit ends in an ellipsis. */
export function wrapName(name: string, letters: number, lines: number): string[] {
  const set: string[] = []
  let line = ''
  for (const word of name.split(/\s+/).flatMap((one) => one.match(new RegExp(`.{1,${letters}}`, 'gu')) ?? [])) {
    if (line !== '' && line.length + 1 + word.length > letters) {
      set.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  if (line !== '') set.push(line)
  if (set.length <= lines) return set
  return [...set.slice(0, lines - 1), `${set[lines - 1]!.slice(0, letters - 1)}…`]
}
