import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('generated'))
    .map((name) => join(folder, name))
}

const files = ['vite.config.ts', ...sources('src'), ...sources('e2e')]
const imported = (name: string) =>
  files.filter((file) => new RegExp(String.raw`(from|import\()\s*['"]${name.replace('/', String.raw`\/`)}(\/[^'"]*)?['"]`).test(readFileSync(join(root, file), 'utf8')))

/** Each package that the product was asked to use, and where it does production or test work. */
const ASKED = [
  ['react', /^src\/client\//],
  ['vite', /^(vite\.config\.ts|src\/server\/)/],
  ['react-router', /^src\/client\//],
  ['pdf-lib', /^src\/core\/typeset\//],
  ['@peculiar/x509', /^src\/core\/(pki|cms)\//],
  ['@tanstack/react-query', /^src\/client\//],
  ['playwright', /^(e2e|src\/testing)\//],
] as const

describe('packages the product was asked to use carry a path of it', () => {
  it.each(ASKED)('%s', (name, room) => {
    const importers = imported(name).map((file) => relative('.', file))
    const working = importers.filter((file) => room.test(file) && !(file.startsWith('src/core') && file.includes('.test.')))
    expect(working, `importers of ${name}: ${importers.join(', ')}`).not.toEqual([])
  })
})
