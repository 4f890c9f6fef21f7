import type { ContractDocument, ParticularValues } from '../contract/document.ts'
import { expandBlocks } from '../contract/expand.ts'
import type { ExpandedBlock, Line, Run } from '../contract/expand.ts'

/** A tree that the server writes out and the client renders: letters, or an element. */
export type HtmlNode = string | HtmlElement
export interface HtmlElement {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly HtmlNode[]
}

const element = (tag: string, attributes: Readonly<Record<string, string>>, children: readonly HtmlNode[]): HtmlElement => ({ tag, attributes, children })

export const termId = (index: number) => `term-${index + 1}`

type Terms = ContractDocument['terms']
/** Meanings of the terms as they stand in the terms block, for explaining a term where it is used. */
type Meanings = ReadonlyMap<number, string>

function renderRun(run: Run, terms: Terms, meanings: Meanings): HtmlNode {
  let node: HtmlNode = run.text
  if (run.particular !== undefined) {
    node = element('span', { class: run.missing ? 'chip chip-missing' : 'chip', 'data-particular': run.particular }, [node])
  } else if (run.term !== undefined) {
    const term = terms[run.term]?.term ?? ''
    node = element('a', { class: 'term', href: `#${termId(run.term)}`, title: `${term}: ${meanings.get(run.term) ?? ''}` }, [node])
  }
  return run.bold ? element('strong', {}, [node]) : node
}

function renderBlock(block: ExpandedBlock, terms: Terms, meanings: Meanings): HtmlNode[] {
  const runs = (list: readonly Run[]) => list.map((run) => renderRun(run, terms, meanings))
  const line = (item: Line): HtmlNode[] => (item.label === null ? runs(item.runs) : [element('span', { class: 'number' }, [item.label]), ' ', ...runs(item.runs)])
  switch (block.kind) {
    case 'title': return [element('h1', { id: 'title' }, runs(block.runs))]
    case 'meta': return [element('p', { class: 'meta' }, runs(block.runs))]
    case 'heading': return [element('h2', { id: block.id }, runs(block.runs))]
    case 'paragraph': return [element('p', {}, runs(block.runs))]
    case 'clause': {
      const heading = element('h2', { id: block.id }, [`${block.label} `, ...runs(block.title)])
      return [heading, ...block.lines.map((item) => element('p', item.label === null ? {} : { class: 'numbered' }, line(item)))]
    }
    case 'list': return [element(block.ordered ? 'ol' : 'ul', { class: 'labelled' }, block.lines.map((item) => element('li', {}, line(item))))]
    case 'terms': {
      const items = block.items.map((item) => {
        const [term, ...meaning] = item.runs
        return element('li', { id: termId(item.index) }, [element('dfn', {}, [element('strong', {}, [term?.text ?? ''])]), ...runs(meaning)])
      })
      return [element('ul', { class: 'terms' }, items)]
    }
    case 'table': {
      const head = element('tr', {}, block.header.map((cell) => element('th', { scope: 'col' }, runs(cell))))
      const rows = block.rows.map((row) => element('tr', {}, row.map((cell) => element('td', {}, runs(cell)))))
      // A wide table scrolls in its own box, which the keyboard can reach.
      return [element('div', { class: 'table', tabindex: '0', role: 'group' }, [element('table', {}, [element('thead', {}, [head]), element('tbody', {}, rows)])])]
    }
    case 'signature': {
      const note = block.note === null ? [] : [element('p', { class: 'note' }, [block.note])]
      return [
        element('section', { class: 'signature', 'data-party': block.party }, [
          element('p', { class: 'role' }, [element('strong', {}, [block.role])]),
          element('p', { class: 'name' }, runs([block.name])),
          ...note,
        ]),
      ]
    }
  }
}

/** The contract's terms as a tree: headings with ids for a table of contents, values as chips, defined terms linked to their meaning. */
export function renderHtml(document: ContractDocument, values: ParticularValues): HtmlNode[] {
  const blocks = expandBlocks(document, values)
  const meanings = new Map(
    blocks.flatMap((block) => (block.kind === 'terms' ? block.items.map((item) => [item.index, item.runs.slice(2).map((run) => run.text).join('')] as const) : [])),
  )
  return blocks.flatMap((block) => renderBlock(block, document.terms, meanings))
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter)

/** HTML text of a tree; letters and attribute values are escaped, names come from this file only. */
export function serializeHtml(nodes: readonly HtmlNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return escapeHtml(node)
      const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
      return `<${node.tag}${attributes.join('')}>${serializeHtml(node.children)}</${node.tag}>`
    })
    .join('')
}
