import { describe, expect, test } from 'vitest'
import { judgeConspicuousness, RULE_IDS } from './conspicuousness.ts'
import type { RuleId } from './conspicuousness.ts'
import type { ConsentMeasurement, MeasuredText } from './measurement.ts'
import { findingSchema } from './statement.ts'

const INK = { red: 28, green: 33, blue: 48, alpha: 1 }
const PAPER = { red: 255, green: 253, blue: 248, alpha: 1 }
const LINK = { red: 29, green: 75, blue: 158, alpha: 1 }
const PALE = { red: 190, green: 190, blue: 190, alpha: 1 }

const expectation = {
  advisal: 'By clicking Agree and sign you enter into this contract.',
  button: 'Agree and sign',
  controls: [{ id: 'terms', label: 'I have read the contract.' }, { id: 'records', label: 'I agree to electronic records.' }],
}

const text = (words: string, y: number, height = 44): MeasuredText => ({
  text: words, rectangle: { x: 20, y, width: 300, height }, fontSize: 17, colour: INK, background: PAPER, covered: false,
})

const good: ConsentMeasurement = {
  viewport: { width: 360, height: 800 },
  advisal: text(expectation.advisal, 600),
  button: { ...text('Agree and sign', 656), rectangle: { x: 20, y: 656, width: 160, height: 46 } },
  decline: { ...text('I disagree', 656), rectangle: { x: 190, y: 656, width: 150, height: 46 } },
  surroundings: { fontSize: 17, colour: INK, background: PAPER },
  controls: expectation.controls.map(({ id, label }, index) => ({ id, initial: false, rectangle: { x: 20, y: 480 + 50 * index, width: 22, height: 22 }, label: text(label, 480 + 50 * index) })),
  links: [{ text: 'the terms', underlined: true, colour: LINK, around: INK }],
  between: 0,
  shownPercent: 100,
  screens: [{ name: 'read', forward: 'Fill in my details', canDecline: true, ticked: 0 }],
  isVisible: true,
}

const result = (change: Partial<ConsentMeasurement>, rule: RuleId) =>
  judgeConspicuousness({ ...good, ...change }, expectation).find((finding) => finding.rule === rule)?.result

describe('conspicuousness at the click', () => {
  test('a plain, honest screen meets every rule', () => {
    expect(judgeConspicuousness(good, expectation).filter(({ result: outcome }) => outcome !== 'met')).toEqual([])
  })

  test('each rule gives exactly one finding that a statement can hold', () => {
    const findings = judgeConspicuousness({ ...good, surroundings: null, shownPercent: null }, expectation)
    expect(findings.map(({ rule }) => rule)).toEqual(RULE_IDS)
    for (const finding of findings) expect(findingSchema.safeParse(finding).success).toBe(true)
  })

  const broken: readonly (readonly [RuleId, string, Partial<ConsentMeasurement>])[] = [
    ['C1', 'the sentence below the fold', { advisal: { ...good.advisal, rectangle: { x: 20, y: 780, width: 300, height: 44 } } }],
    ['C1', 'the sentence under a banner', { advisal: { ...good.advisal, covered: true } }],
    ['C1', 'the sentence without size', { advisal: { ...good.advisal, rectangle: { x: 20, y: 600, width: 300, height: 0 } } }],
    ['C2', 'a grey sentence', { advisal: { ...good.advisal, colour: PALE } }],
    ['C2', 'a nearly transparent sentence', { advisal: { ...good.advisal, colour: { ...INK, alpha: 0.3 } } }],
    ['C3', 'a sentence greyer than the terms', { advisal: { ...good.advisal, colour: { red: 87, green: 93, blue: 108, alpha: 1 } } }],
    ['C4', 'small print', { advisal: { ...good.advisal, fontSize: 11 } }],
    ['C5', 'a sentence far from its button', { advisal: { ...good.advisal, rectangle: { x: 20, y: 300, width: 300, height: 44 } } }],
    ['C6', 'a sentence that names another button', { advisal: { ...good.advisal, text: 'By continuing you agree.' } }],
    ['C6', 'a button of other words', { button: { ...good.button, text: 'Continue' } }],
    ['C7', 'a box ticked at first', { controls: good.controls.map((control) => ({ ...control, initial: true })) }],
    ['C7', 'two agreements behind one box', { controls: good.controls.slice(0, 1) }],
    ['C7', 'a box of other words', { controls: good.controls.map((control) => ({ ...control, label: text('Yes', 480) })) }],
    ['C8', 'a link without a line', { links: [{ text: 'the terms', underlined: false, colour: LINK, around: INK }] }],
    ['C8', 'a link in the text’s colour', { links: [{ text: 'the terms', underlined: true, colour: INK, around: INK }] }],
    ['C9', 'a button that says something else', { button: { ...good.button, text: 'Next' } }],
    ['C9', 'a covered button', { button: { ...good.button, covered: true } }],
    ['C10', 'no way to say no', { decline: null }],
    ['C10', 'a tiny way to say no', { decline: { ...text('no', 656), rectangle: { x: 190, y: 656, width: 30, height: 20 } } }],
    ['C10', 'a pale way to say no', { decline: { ...text('no', 656), colour: PALE } }],
    ['C11', 'an advertisement in between', { between: 1 }],
    ['C12', 'a button too small to hit', { button: { ...good.button, rectangle: { x: 20, y: 656, width: 160, height: 20 } } }],
    ['C13', 'terms shown only in part', { shownPercent: 62 }],
    ['C14', 'an earlier screen whose way on bears the agreement’s words', { screens: [{ name: 'read', forward: 'Agree and sign', canDecline: true, ticked: 0 }] }],
    ['C14', 'a box ticked on an earlier screen', { screens: [{ name: 'details', forward: 'Next', canDecline: true, ticked: 1 }] }],
    ['C15', 'a region that the browser saw covered', { isVisible: false }],
  ]
  test.each(broken)('[%s] finds %s', (rule, _name, change) => {
    expect(result(change, rule)).toBe('not-met')
  })

  test.each([
    ['C2', { advisal: { ...good.advisal, colour: null } }],
    ['C3', { surroundings: null }],
    ['C4', { surroundings: null }],
    ['C8', { links: [{ text: 'the terms', underlined: true, colour: null, around: INK }] }],
    ['C13', { shownPercent: null }],
    ['C15', { isVisible: null }],
  ] as const)('[%s] says what it could not measure instead of passing it', (rule, change) => {
    expect(result(change, rule)).toBe('not-measured')
  })

  test.each([['Agree and sign', 'not-met'], ['Continue', 'not-met'], ['Order with obligation to pay', 'met'], ['Đặt hàng và có nghĩa vụ thanh toán', 'met']] as const)(
    '[C16] a paid order’s button says that it obliges to pay: “%s”',
    (words, outcome) => {
      const findings = judgeConspicuousness({ ...good, button: { ...good.button, text: words } }, { ...expectation, isPaidOrder: true })
      expect(findings.find(({ rule }) => rule === 'C16')?.result).toBe(outcome)
    },
  )
})
