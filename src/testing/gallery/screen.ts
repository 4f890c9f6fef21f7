import type { RuleId } from '../../core/consent/conspicuousness.ts'

/** A screen that asks for assent, as HTML, and what a measurement of it must find. */
export interface GalleryScreen {
  readonly name: string
  /** Where a court or a rule spoke of the pattern; null for screens that are good. */
  readonly authority: string | null
  readonly device: 'phone' | 'desk'
  readonly html: string
  /** What the offer says: sentence, button, boxes. */
  readonly advisal: string
  readonly button: string
  readonly controls: readonly { readonly id: string; readonly label: string }[]
  readonly isPaidOrder?: boolean
  /** The rules that are not met; every other one is met or could not be measured. */
  readonly broken: readonly RuleId[]
}

const ADVISAL = 'By clicking Create account you agree to the Terms of Service.'
const BUTTON = 'Create account'
const BOX = { id: 'terms', label: 'I have read the Terms of Service.' }

interface Parts {
  readonly advisal?: string
  readonly advisalStyle?: string
  readonly link?: string
  readonly linkStyle?: string
  readonly button?: string
  readonly buttonStyle?: string
  readonly decline?: string
  readonly boxes?: string
  readonly between?: string
  readonly before?: string
  readonly after?: string
}

const STYLE = 'body{margin:0;background:#fff;color:#1c2130;font:16px/1.5 sans-serif}main{max-width:480px;margin:0 auto;padding:24px}p{margin:0 0 12px}button{min-height:46px;min-width:150px;font:600 16px sans-serif;border:1px solid #555;border-radius:6px;padding:0 16px}.yes{background:#1c2130;color:#fff}.no{background:#fff;color:#1c2130}label{display:flex;gap:10px;min-height:44px;align-items:flex-start}input[type=checkbox]{width:22px;height:22px;margin:0}a{color:#1d4b9e;text-decoration:underline}#bar div{display:grid;grid-template-columns:1fr 1fr;gap:12px}'

/** A plain, honest screen, with whatever a pattern changes about it. */
function compose({ advisal = ADVISAL, advisalStyle = '', link = '<a href="#terms">Terms of Service</a>', linkStyle, button = BUTTON, buttonStyle = '', decline = '<button class="no" data-part="decline">I do not agree</button>', boxes = `<label><input type="checkbox" name="terms"><span>${BOX.label}</span></label>`, between = '', before = '', after = '' }: Parts): string {
  const styled = linkStyle === undefined ? link : link.replace('<a ', `<a style="${linkStyle}" `)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>gallery</title><style>${STYLE}</style><main>
<h1>Create your account</h1><p class="around">Your account keeps your orders and addresses in one place.</p>${before}
<section id="boxes">${boxes}</section>
<section id="bar"><p data-part="advisal" style="${advisalStyle}">${advisal.replace('Terms of Service', styled)}</p>${between}
<div><button class="yes" style="${buttonStyle}" data-part="button">${button}</button> ${decline}</div></section>${after}</main></html>`
}

const screen = (name: string, authority: string | null, broken: readonly RuleId[], parts: Parts, more: Partial<GalleryScreen> = {}): GalleryScreen => ({
  name, authority, broken, device: 'desk', html: compose(parts), advisal: parts.advisal ?? ADVISAL, button: parts.button ?? BUTTON, controls: parts.boxes === '' ? [] : [BOX], ...more,
})

/** Good screens, and the patterns that courts and rules rejected, each with its authority. */
export const GALLERY: readonly GalleryScreen[] = [
  screen('check-box click-wrap on a desk', null, [], {}),
  screen('check-box click-wrap on a phone', null, [], {}, { device: 'phone' }),
  screen('sign-in-wrap: a plain sentence with a link right above its button (Meyer v. Uber, upheld)', null, [], { boxes: '' }, { device: 'phone' }),
  screen('an order whose button obliges to pay', null, [], { advisal: 'By clicking Order with obligation to pay you agree to the Terms of Service.', button: 'Order with obligation to pay' }, { isPaidOrder: true }),
  screen('a dark page with light text', null, [], { before: '<style>body{background:#12151c;color:#ebe8e0}.yes{background:#ebe8e0;color:#181b24}.no{background:#1b1f29;color:#ebe8e0}a{color:#9dbdf5}</style>' }),
  screen('terms that are mentioned below the fold', 'Specht v. Netscape, 306 F.3d 17 (2d Cir. 2002)', ['C1', 'C5', 'C15'], { advisalStyle: 'position:absolute;top:1400px' }),
  screen('a link in the footer, far from the button', 'Nguyen v. Barnes & Noble, 763 F.3d 1171 (9th Cir. 2014)', ['C5'], { advisalStyle: 'position:absolute;top:690px' }),
  screen('tiny grey print', 'Berman v. Freedom Financial, 30 F.4th 849 (9th Cir. 2022)', ['C2', 'C3', 'C4'], { advisalStyle: 'font-size:9px;color:#b4b4b4' }),
  screen('links that do not look like links', 'Berman v. Freedom Financial, 30 F.4th 849 (9th Cir. 2022)', ['C8'], { linkStyle: 'color:inherit;text-decoration:none' }),
  screen('a link of another colour, without a line', 'Chabolla v. ClassPass (9th Cir. 2025)', ['C8'], { linkStyle: 'text-decoration:none' }),
  screen('a sentence that names another button', 'Chabolla v. ClassPass (9th Cir. 2025)', ['C6'], { advisal: 'By signing up you agree to the Terms of Service.' }),
  screen('“Continue” beside a sentence that speaks of agreeing', 'Godun v. JustAnswer (9th Cir. 2025)', ['C6'], { button: 'Continue' }, { advisal: ADVISAL }),
  screen('a button that says something else than what was offered', 'Sgouros v. TransUnion, 817 F.3d 1029 (7th Cir. 2016)', ['C6', 'C9'], { button: 'I accept & continue to step 3' }, { button: BUTTON }),
  screen('a box that is ticked already', 'Planet49, C-673/17', ['C7'], { boxes: `<label><input type="checkbox" name="terms" checked><span>${BOX.label}</span></label>` }),
  screen('two agreements behind one box', 'GDPR recital 32; CRD art. 22', ['C7'], {}, { controls: [BOX, { id: 'privacy', label: 'I agree to the use of my data.' }] }),
  screen('a consent banner over the sentence', 'Chabolla v. ClassPass (9th Cir. 2025)', ['C1', 'C9', 'C10', 'C15'], { after: '<div style="position:fixed;inset:120px 0 0 0;background:#fff;border-top:1px solid #000">We value your privacy</div>' }, {}),
  screen('an advertisement between the sentence and its button', 'Berman v. Freedom Financial, 30 F.4th 849 (9th Cir. 2022)', ['C5', 'C11'], { between: '<p style="height:60px"><a href="#offer">Win a telephone today</a></p>' }),
  screen('no way to say no', 'INTERFACE: agree and disagree equally easy', ['C10'], { decline: '' }),
  screen('saying no in small grey letters', 'GDPR art. 7(3); CRD recital 37 (Dir. 2023/2673)', ['C10', 'C12'], { decline: '<button data-part="decline" style="all:unset;justify-self:start;align-self:start;font-size:10px;color:#bbb">no thanks</button>' }),
  screen('a button too small to hit', 'WCAG 2.2, 2.5.5', ['C12'], { buttonStyle: 'min-height:20px;height:20px;align-self:start', decline: '<button class="no" style="min-height:20px;height:20px;align-self:start" data-part="decline">I do not agree</button>' }),
  screen('“Complete booking” for an order that must be paid', 'Fuhrmann-2, C-249/21', ['C16'], { button: 'Complete booking', advisal: 'By clicking Complete booking you agree to the Terms of Service.' }, { isPaidOrder: true }),
  screen('a nearly transparent layer over everything', 'INTERFACE: the host can neither click nor cover the controls unseen', ['C1', 'C9', 'C10', 'C15'], { after: '<div style="position:fixed;inset:0;background:#fff1"></div>' }),
  screen('a layer that lets presses through, so that no probe hits it', 'the same', ['C15'], { after: '<div style="position:fixed;inset:0;background:#ffffffd0;pointer-events:none"></div>' }),
]
