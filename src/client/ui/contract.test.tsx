import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { composeDocument, TEMPLATES } from '../../core/contract/template.ts'
import { renderHtml, serializeHtml } from '../../core/typeset/html.ts'
import { TYPESET_REVISION } from '../../core/typeset/revision.ts'
import { ContractText } from './contract.tsx'

const ENVELOPE = { contract: 'contract-1', version: '1.0', number: '2026/11-0001', typesetRevision: TYPESET_REVISION, createdOn: '2026-11-21', publishedAt: null }
const documents = TEMPLATES.flatMap(({ id, drafts }) => (['vi', 'en'] as const).map((language) => [`${id} ${language}`, composeDocument(drafts[language], ENVELOPE)] as const))

describe('the terms on the page', () => {
  test.each(documents)('%s: the app shows the very markup that the server sends', (_, document) => {
    const nodes = renderHtml(document, { 'buyer-name': 'Trần <b>"Mai"</b> & con' })
    const markup = renderToStaticMarkup(<ContractText nodes={nodes} lang={document.language} />)
    expect(markup.replace(/^<article[^>]*>|<\/article>$/g, '').replaceAll('&#x27;', '&#39;')).toBe(serializeHtml(nodes))
  })

  test('a tree can bring no script, no style, no handler and no link elsewhere', () => {
    const nodes = [
      { tag: 'script', attributes: { src: '/x.js' }, children: ['alert(1)'] },
      { tag: 'p', attributes: { style: 'x', onclick: 'x()', class: 'ok' }, children: [{ tag: 'a', attributes: { href: 'https://elsewhere.example' }, children: ['link'] }] },
    ]
    expect(renderToStaticMarkup(<ContractText nodes={nodes} lang="vi" />)).toMatch(/^<article[^>]*>alert\(1\)<p class="ok"><a>link<\/a><\/p><\/article>$/)
  })
})
