import { describe, expect, it } from 'vitest'
import { collapseWhiteSpace, renderPlainText } from '../contract/plain-text.ts'
import { draw } from '../../testing/interop/draw.ts'
import { renderHtml, serializeHtml } from './html.ts'
import type { HtmlElement, HtmlNode } from './html.ts'

const BLOCKS = new Set(['h1', 'h2', 'p', 'li', 'tr', 'th', 'td', 'section', 'div', 'ul', 'ol', 'table', 'thead', 'tbody'])
const textOf = (node: HtmlNode): string => (typeof node === 'string' ? node : BLOCKS.has(node.tag) ? ` ${node.children.map(textOf).join('')} ` : node.children.map(textOf).join(''))
const elements = (nodes: readonly HtmlNode[]): HtmlElement[] => nodes.flatMap((node) => (typeof node === 'string' ? [] : [node, ...elements(node.children)]))

describe('the page’s terms', () => {
  it.each([0, 1, 2, 3, 4, 5])('hold the same words as the plain text and the PDF (draw %i)', (number) => {
    const { document, values } = draw(number)
    expect(collapseWhiteSpace(renderHtml(document, values).map(textOf).join(' '))).toBe(collapseWhiteSpace(renderPlainText(document, values)))
  })
  it('have headings to jump to, header cells with a scope, and terms that lead to their meaning', () => {
    const { document, values } = draw(0)
    const all = elements(renderHtml(document, values))
    const ids = all.flatMap((element) => (element.attributes['id'] === undefined ? [] : [element.attributes['id']]))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain('clause-13')
    for (const link of all.filter((element) => element.tag === 'a')) expect(ids).toContain(link.attributes['href']?.slice(1))
    expect(all.filter((element) => element.tag === 'th').every((cell) => cell.attributes['scope'] === 'col')).toBe(true)
    expect(all.some((element) => element.attributes['data-particular'] === 'buyer-name')).toBe(true)
  })
  it('cannot be given markup through a value', () => {
    const { document } = draw(0)
    const html = serializeHtml(renderHtml(document, { 'buyer-address': '<script>alert("1")</script>&\'' }))
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;')
  })
})
