import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const core = resolve(import.meta.dirname, '..', '..', 'core')

/** Every file of ours that importing `entries` loads; `import type` loads nothing. */
function reach(entries: readonly string[]): string[] {
  const seen = new Set<string>()
  const open = entries.map((entry) => resolve(core, entry))
  for (let file = open.pop(); file; file = open.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const source = readFileSync(file, 'utf8')
    for (const [, specifier] of source.matchAll(/^(?:import(?! type)|export(?! type)|\})[^'\n]*from '(\.[^']+)'/gm)) open.push(resolve(dirname(file), specifier!))
  }
  return [...seen].map((file) => relative(core, file))
}

test('what the browser signs with loads no issuing, list or OCSP code: the buyer waits for every kilobyte', () => {
  const loaded = reach(['pki/request.ts', 'pki/signer.ts', 'pki/timestamp.ts', 'cms/signed-data.ts', 'cms/attribute.ts', 'cms/statement.ts', 'cms/timestamp.ts'])
  expect(loaded).toContain('pki/path-check.ts')
  expect(loaded.filter((file) => /profile|crl|ocsp|issue/.test(file))).toEqual([])
})

test('the certificate library is loaded only where requests are made and certificates issued', () => {
  expect(reach(['pki/path.ts', 'pki/crl.ts', 'pki/ocsp.ts', 'pki/crl-issue.ts', 'pki/ocsp-issue.ts', 'cms/timestamp.ts', 'cms/verification.ts'])).not.toContain('pki/request.ts')
})
