import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RAW_ATTACKS } from '../../testing/attack/raw.ts'
import { SAVED_ATTACKS } from '../../testing/attack/saved.ts'
import type { ForeignAttack } from '../../testing/attack/saved.ts'
import { objectText, update } from '../../testing/attack/edit.ts'
import { buildBase, createSample, SAMPLE_TIME, signSample } from '../../testing/attack/sample.ts'
import { Target } from '../../testing/attack/target.ts'
import { isCodedError } from '../bytes/error.ts'
import { extractFacts } from './facts.ts'
import type { Report } from './report.ts'
import { validate } from './validate.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'testing', 'vectors', 'pdf')
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, `${name}.pdf`)))

async function judge(bytes: Uint8Array): Promise<Report | string> {
  try {
    return await validate(extractFacts(bytes), { anchors: [] }, SAMPLE_TIME)
  } catch (error) {
    if (isCodedError(error)) return error.code
    throw error
  }
}

/** Rules that say nothing of the file itself: these files' certificates lead to no anchor. */
const TRUST = /^(path-|revocation|timestamp-|algorithms)/

/** What is wrong with a file, trust aside: a code, or the rules that failed. */
async function faultsOf(bytes: Uint8Array): Promise<string[]> {
  const report = await judge(bytes)
  if (typeof report === 'string') return [report]
  return report.signatures.flatMap(({ checks }) => checks.filter(({ id, subIndication }) => subIndication !== null && !TRUST.test(id)).map(({ id }) => id))
}

const sample = await createSample()
const BASES: readonly (readonly [string, Uint8Array])[] = [
  ['ours', sample.secured],
  ...['pyhanko-signed', 'pyhanko-packed-certified2', 'pdfbox-packed-signed', 'pdfbox-certified2', 'openpdf-signed', 'openpdf-certified3', 'itext-signed', 'itext-packed-certified2', 'signpdf-signed'].map((name) => [name, read(name)] as const),
]
/** Not every base has what every attack works on: ours has one page and one text field, signpdf's no field besides its own. */
const isFor = (base: string, { name }: ForeignAttack): boolean => {
  if (base === 'ours') return !/order changed|one removed|shows another|: filled/.test(name)
  return base !== 'signpdf-signed' || !/form overlay: (?!a new)|shows another|: filled|a field removed|order of calculation/.test(name)
}

describe.each(BASES)('a file signed by %s', (base, bytes) => {
  test('stands as it was signed', async () => {
    expect(await faultsOf(bytes)).toEqual([])
  })

  test.each([...SAVED_ATTACKS, ...RAW_ATTACKS].filter((attack) => isFor(base, attack)).map((attack) => [attack.name, attack] as const))('is not believed after: %s', async (_name, { make, caught }) => {
    const faults = await faultsOf(make(new Target(bytes)))
    const meant: readonly string[] = typeof caught === 'string' ? [caught] : caught
    expect(faults.some((fault) => meant.includes(fault)), `expected ${meant.join(' or ')}, found ${faults.join(', ') || 'nothing'}`).toBe(true)
  })
})

/** What other programs saved honestly after a signature: by the end of the name, what it must be called. */
const HONEST: Readonly<Record<string, string>> = {
  'signed-signed': 'NEW-SIGNATURE', 'signed-signed-new': 'NEW-SIGNATURE', 'nested-2': 'NEW-SIGNATURE', 'fieldadded': 'NEW-SIGNATURE', 'stamped': 'LTA-UPDATE',
  'filled-signed': 'FORM-FILLING', 'filled': 'FORM-FILLING', 'replaced': 'FORM-FILLING', 'note': 'ANNOTATION',
}
const honest = readdirSync(FOLDER).map((name) => name.replace('.pdf', '')).flatMap((name) => {
  const ending = Object.keys(HONEST).find((one) => name.endsWith(`-${one}`))
  return ending === undefined ? [] : [[name, HONEST[ending]!] as const]
})

describe('an honest save by another program is called what it is, and nothing worse', () => {
  test.each(honest)('%s: %s', async (name, expected) => {
    const report = await judge(read(name))
    if (typeof report === 'string') throw new Error(report)
    expect(report.signatures[0]!.changesAfter).toBe(expected)
    expect(report.signatures.map(({ indication }) => indication)).not.toContain('TOTAL-FAILED')
    const isAllowed = expected === 'NEW-SIGNATURE' || expected === 'LTA-UPDATE' || name.includes('certified')
    expect((await faultsOf(read(name))).filter((id) => id !== 'changes-permitted' || isAllowed)).toEqual([])
  })
})

describe('a file that anybody can open although it is encrypted', () => {
  test('as pyHanko signs it, is judged like any other', async () => {
    expect(await faultsOf(read('pyhanko-encrypted-signed'))).toEqual([])
  })

  test('as PDFBox signs it, holds what is left of the encrypted room: told, and no more than doubt', async () => {
    expect(await faultsOf(read('pdfbox-encrypted-signed'))).toEqual(['cms-form'])
    const report = await judge(read('pdfbox-encrypted-signed'))
    expect(typeof report === 'string' ? report : report.signatures[0]).toMatchObject({ indication: 'INDETERMINATE', cryptography: 'PASSED', byteRange: 'CLEAN' })
  })
})

describe('[V40] what the signed document holds without showing it, and what acts by itself, is told', () => {
  const told = async (bytes: Uint8Array) => {
    const report = await judge(bytes)
    if (typeof report === 'string') throw new Error(report)
    return report.signatures[0]!.checks.flatMap(({ id, result, values }) => (id === 'active-content' || id === 'concealed-content' ? [[id, result, values['kinds']]] : []))
  }
  const base = (objects: Record<number, string>) => update(buildBase(), objects)
  const sign = (bytes: Uint8Array) => signSample({ authority: sample.authority, base: bytes })

  test('nothing is told of an ordinary file, though signing replaced its empty field’s look', async () => {
    expect(await told(sample.secured)).toEqual([])
  })

  test('a spare page tree, a layer that is off, a script', async () => {
    const plain = buildBase()
    const catalog = (entries: string) => objectText(plain, 1).replace(/>>\s*$/, ` ${entries}>>`)
    expect(await told(await sign(base({ 40: '<</Type /Pages /Kids [41 0 R] /Count 1>>', 41: '<</Type /Page /Parent 40 0 R>>' })))).toEqual([['concealed-content', 'NOTED', 'unused-page-tree, unused-page']])
    expect(await told(await sign(base({ 1: catalog('/OCProperties <</OCGs [40 0 R] /D <</OFF [40 0 R]>>>>'), 40: '<</Type /OCG /Name (x)>>' })))).toEqual([['concealed-content', 'NOTED', 'hidden-layer']])
    expect(await told(await sign(base({ 1: catalog('/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>') })))).toEqual([['active-content', 'NOTED', 'JavaScript']])
  })

  test('words under a picture, in the colour of their ground, off the page: what a later save could bring out', async () => {
    const drawn = async (content: string): Promise<unknown> => told(await sign(base({ 4: `<</Length ${content.length}>>\nstream\n${content}\nendstream` })))
    const words = (before: string, at = '50 600') => `BT ${before} /F1 11 Tf ${at} Td (Interest 12 percent) Tj ET`
    expect(await drawn(words('0 g'))).toEqual([])
    expect(await drawn(words('1 g'))).toEqual([['concealed-content', 'NOTED', 'ground-coloured-text']])
    expect(await drawn(`${words('0 g')} .9 .2 .2 rg 40 590 300 40 re f`)).toEqual([['concealed-content', 'NOTED', 'covered-text']])
    expect(await drawn(words('3 Tr'))).toEqual([['concealed-content', 'NOTED', 'invisible-text']])
    expect(await drawn(words('0 g', '-900 600'))).toEqual([['concealed-content', 'NOTED', 'outside-text']])
    // a scan with its words, as text recognition writes them
    expect(await drawn(`q 600 0 0 850 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u0080 EI Q ${words('3 Tr')}`)).toEqual([])
  })
})
