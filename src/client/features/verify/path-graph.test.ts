import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CertificateSummary } from '../../../core/validation/report.ts'
import { layoutPaths, wrapName } from './path-graph.ts'

const certificate = (name: string, isAnchor = false): CertificateSummary => ({
  subject: name, issuer: '', serialNumber: '01', notBefore: '2026-01-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z', thumbprint: name, isAnchor, revocation: null,
})
const stamp = (...path: CertificateSummary[]) => ({ kind: 'signature-timestamp' as const, time: null, unit: null, isProof: true, path })

describe('the picture of the certificate path', () => {
  test('joins at the root that signatory and timestamp have in common', () => {
    const [lan, issuing, root, unit] = [certificate('lan'), certificate('issuing'), certificate('root', true), certificate('unit')]
    const graph = layoutPaths({ path: [lan, issuing, root], timestamps: [stamp(unit, root)] })
    expect(graph.nodes.map(({ certificate: { subject }, column, row }) => [subject, column, row])).toEqual([['lan', 0, 0], ['issuing', 0, 1], ['root', 0, 2], ['unit', 1, 0]])
    expect(graph.edges).toEqual([[0, 1], [1, 2], [3, 2]])
    expect([graph.columns, graph.rows]).toEqual([2, 3])
  })

  test('never loses a certificate, and each stands above what it issued', () => {
    const chain = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 5 }).map((names) => names.toSorted().map((name) => certificate(name)))
    const property = fc.property(chain, fc.array(chain, { maxLength: 3 }), (path, stamps) => {
      const { nodes, edges } = layoutPaths({ path, timestamps: stamps.map((one) => stamp(...one)) })
      const all = new Set([path, ...stamps].flat().map(({ thumbprint }) => thumbprint))
      return nodes.length === all.size && edges.every(([from, to]) => nodes[from]!.row < nodes[to]!.row)
    })
    expect(fc.check(property).failed).toBe(false)
  })

  test('a signature without a certificate has none', () => {
    expect(layoutPaths({ path: [], timestamps: [] })).toEqual({ nodes: [], edges: [], columns: 1, rows: 1 })
  })

  test('names fit their box', () => {
    expect(wrapName('Countersign Demo Issuing CA', 12, 3)).toEqual(['Countersign', 'Demo Issuing', 'CA'])
    fc.assert(fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 4, max: 20 }), (name, letters) => {
      const lines = wrapName(name, letters, 2)
      return lines.length <= 2 && lines.every((line) => [...line].length <= letters + 1)
    }))
  })
})
