import { createElement } from 'react'
import type { ReactNode } from 'react'
import type { HtmlNode } from '../../core/typeset/html.ts'

/** React's names for the attributes that differ. */
const NAMES: Readonly<Record<string, string>> = { class: 'className', for: 'htmlFor', colspan: 'colSpan', rowspan: 'rowSpan', tabindex: 'tabIndex' }

/** The only elements and attributes a contract may hold; anything else is left out, its text kept. */
const TAGS = new Set(['article', 'section', 'header', 'footer', 'div', 'nav', 'h1', 'h2', 'h3', 'h4', 'p', 'ol', 'ul', 'li', 'dl', 'dt', 'dd', 'dfn', 'table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td', 'strong', 'b', 'em', 'span', 'br', 'hr', 'a', 'time', 'abbr', 'mark'])
const ATTRIBUTES = /^(id|class|lang|dir|scope|colspan|rowspan|tabindex|title|role|start|value|datetime|href|aria-[a-z]+|data-[a-z-]+)$/

function attributesOf(node: Exclude<HtmlNode, string>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(node.attributes)) {
    if (!ATTRIBUTES.test(name) || (name === 'href' && !value.startsWith('#'))) continue
    kept[name === 'datetime' ? 'dateTime' : (NAMES[name] ?? name)] = value
  }
  return kept
}

function render(node: HtmlNode, key: number): ReactNode {
  if (typeof node === 'string') return node
  const children = node.children.map(render)
  if (!TAGS.has(node.tag)) return children
  return createElement(node.tag, { key, ...attributesOf(node) }, ...children)
}

/** A contract's terms as elements, from the same tree that the server serializes. `lang` is the contract's language, not the interface's. */
export function ContractText({ nodes, lang, className = '' }: { readonly nodes: readonly HtmlNode[]; readonly lang: string; readonly className?: string }) {
  return (
    <article lang={lang} className={`paper contract rounded-sheet shadow-lift ${className}`}>
      {nodes.map(render)}
    </article>
  )
}
