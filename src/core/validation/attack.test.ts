import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Attack } from '../../testing/attack/attack.ts'
import { CONTENTS_ATTACKS } from '../../testing/attack/contents.ts'
import { LATER_ATTACKS } from '../../testing/attack/later.ts'
import { signatureOf } from '../../testing/attack/edit.ts'
import { RANGE_ATTACKS } from '../../testing/attack/range.ts'
import { createSample, SAMPLE_TIME } from '../../testing/attack/sample.ts'
import { isCodedError } from '../bytes/error.ts'
import { extractFacts } from './facts.ts'
import type { Report } from './report.ts'
import { ruleOf } from './rule.ts'
import type { RuleId } from './rule.ts'
import { describeVerdict } from './sentence.ts'
import { validate } from './validate.ts'

const NOW = SAMPLE_TIME + 3_600_000
const plain = await createSample()
const certified = await createSample({ certify: true })

async function judge(bytes: Uint8Array, anchors: readonly Uint8Array[]): Promise<Report | string> {
  try {
    return await validate(extractFacts(bytes), { anchors }, NOW)
  } catch (error) {
    if (isCodedError(error)) return error.code
    throw error
  }
}

interface Outcome {
  readonly caught: string
  readonly indication: string
  readonly kind: string | null
  readonly isWellSaid: boolean
}

const expected = ({ caught, undecided, kind }: Attack): Outcome =>
  /^(PDF_|NO_)/.test(caught)
    ? { caught, indication: 'unreadable', kind: null, isWellSaid: true }
    : { caught, indication: undecided ? 'INDETERMINATE' : 'TOTAL-FAILED', kind: kind ?? null, isWellSaid: true }

/** What the judge makes of an attack; what it saw instead stands in place of the rule that should have caught it. */
async function attempt(attack: Attack): Promise<Outcome> {
  const sample = attack.certified ? certified : plain
  const result = await judge(await attack.make(sample), sample.authority.anchors)
  if (typeof result === 'string') return { caught: result, indication: 'unreadable', kind: null, isWellSaid: true }
  const failing = (one: Report['signatures'][number]) => one.checks.filter(({ subIndication }) => subIndication !== null).map(({ id }) => id)
  const attacked = result.signatures.find((one) => failing(one).includes(attack.caught as RuleId))
  const kinds = result.signatures.flatMap(({ changes }) => changes.map(({ kind }) => kind))
  return {
    caught: attacked ? attack.caught : result.signatures.flatMap(failing).join(),
    indication: attacked && result.verdict.indication !== 'TOTAL-PASSED' ? attacked.indication : result.verdict.indication,
    kind: attack.kind === undefined ? null : (kinds.find((kind) => kind === attack.kind) ?? kinds.join()),
    isWellSaid: (['vi', 'en'] as const).every((language) => !/[{}]|undefined|“”/.test(describeVerdict(result, language))),
  }
}

const titled = (attacks: readonly Attack[]) => attacks.map((attack) => [/^[VP]/.test(attack.caught) ? attack.caught : ruleOf(attack.caught as RuleId).number, attack.name, attack] as const)

describe('a forged file never passes, and the rule meant for it says so', () => {
  test.each(titled(RANGE_ATTACKS))('[%s] %s', async (_rule, _name, attack) => {
    expect(await attempt(attack)).toEqual(expected(attack))
  })
  test.each(titled(CONTENTS_ATTACKS))('[%s] %s', async (_rule, _name, attack) => {
    expect(await attempt(attack)).toEqual(expected(attack))
  })
  test.each(titled(LATER_ATTACKS))('[%s] %s', async (_rule, _name, attack) => {
    expect(await attempt(attack)).toEqual(expected(attack))
  })

  test('[V16] whatever signed byte is changed, to whatever, the file does not pass', async () => {
    const { secured, authority } = plain
    const [, firstLength, second, secondLength] = signatureOf(secured).byteRange!
    const property = fc.asyncProperty(fc.nat(firstLength + secondLength - 1), fc.integer({ min: 1, max: 255 }), async (index, mask) => {
      const at = index < firstLength ? index : second + index - firstLength
      const changed = secured.slice()
      changed[at]! ^= mask
      const result = await judge(changed, authority.anchors)
      return typeof result === 'string' || result.verdict.indication !== 'TOTAL-PASSED'
    })
    await expect(fc.assert(property, { numRuns: 150 })).resolves.toBeUndefined()
  })

  test('whatever is cut off or appended, the file does not pass and the judge does not break', async () => {
    const { secured, authority } = plain
    const property = fc.asyncProperty(fc.nat(secured.length - 1), fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.boolean(), async (at, extra, cut) => {
      const changed = cut ? secured.subarray(0, at) : new Uint8Array([...secured, ...extra])
      const result = await judge(changed, authority.anchors)
      return typeof result === 'string' || cut || result.verdict.indication !== 'TOTAL-PASSED'
    })
    await expect(fc.assert(property, { numRuns: 60 })).resolves.toBeUndefined()
  })
})
