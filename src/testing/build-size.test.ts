import { expect, test } from 'vitest'
import { listFetched } from './build-size.ts'

const chunk = (file: string, imports: string[] = [], dynamicImports: string[] = []) => ({ file, imports, dynamicImports })

test('a chunk counts where it is first needed, and only once', () => {
  const page = 'src/client/features/sign/page.tsx'
  const fetched = listFetched({
    'index.html': chunk('main.js', ['_react.js'], [page, 'src/client/features/draft/page.tsx']),
    '_react.js': chunk('react.js'),
    [page]: chunk('sign.js', ['_react.js'], ['ceremony.ts', 'src/client/pdf/viewer.tsx']),
    'src/client/features/draft/page.tsx': chunk('draft.js'),
    'ceremony.ts': chunk('ceremony.js', ['_react.js', '_pki.js'], ['typeset.ts']),
    'typeset.ts': chunk('typeset.js', ['_pki.js']),
    '_pki.js': chunk('pki.js'),
    'src/client/pdf/viewer.tsx': chunk('pdf.js'),
  })
  expect([...fetched.initial].sort()).toEqual(['main.js', 'react.js', 'sign.js'])
  expect([...fetched.signing].sort()).toEqual(['ceremony.js', 'pki.js', 'typeset.js'])
})
