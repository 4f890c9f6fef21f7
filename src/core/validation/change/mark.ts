import { isCodedError } from '../../bytes/error.ts'
import { readOperations } from '../../pdf/content.ts'
import type { FormField } from '../../pdf/form.ts'
import { equalBytes } from '../../bytes/compare.ts'
import { nameOf } from '../../pdf/object.ts'
import type { PdfDictionary, PdfObject, PdfStream } from '../../pdf/object.ts'
import { readFormLetters } from '../../pdf/visible-text.ts'
import { equalObjects } from './comparison.ts'
import type { StepContext } from './context.ts'

const LINES: ReadonlySet<string> = new Set(['l', 'c', 'v', 'y'])
const PAINTS: ReadonlySet<string> = new Set(['f', 'F', 'f*', 'S', 's', 'B', 'B*', 'b', 'b*'])
const PICTURES: ReadonlySet<string> = new Set(['Do', 'BI', 'sh'])
/** Points: in what is larger, lines can be words. */
const BOX_SIZE = 60

interface UsedFont {
  /** Null for one that stands directly in the resources. */
  readonly number: number | null
  readonly dictionary: PdfDictionary
}

function fontsOf({ file, revision }: StepContext, form: PdfStream): UsedFont[] {
  const resources = file.getDictionary(form.dictionary, 'Resources', revision)
  const fonts = resources === null ? null : file.getDictionary(resources, 'Font', revision)
  return [...(fonts?.entries.values() ?? [])].flatMap((value) => {
    const dictionary = file.resolve(value, revision)
    return dictionary.kind === 'dictionary' ? [{ number: value.kind === 'reference' ? value.number : null, dictionary }] : []
  })
}

/** One of the fonts that every reader has: what it draws is known by its name. */
const isNamedFont = ({ dictionary: { entries } }: UsedFont): boolean => nameOf(entries.get('Subtype')) === 'Type1' && !entries.has('FontDescriptor') && (entries.get('Encoding')?.kind ?? 'name') === 'name'

/** Whether a drawing is what programs draw for a state: a mark (one letter, or lines) when on; a frame at most when off. */
function isPlain(context: StepContext, form: PdfStream, isOn: boolean): boolean {
  const { file, revision } = context
  try {
    const letters = readFormLetters(file, form, null, revision)
    const operators = [...readOperations(file.decode(form, revision), file.bounds.maxDepth)].map(({ operator }) => operator)
    if (!fontsOf(context, form).every((font) => isNamedFont(font) || (font.number !== null && !context.changed.has(font.number) && !context.leadsToChange(font.dictionary)))) return false
    // a graphics state may name a font of its own
    if (letters.length > 0 && operators.includes('gs')) return false
    const hasLines = operators.some((one) => LINES.has(one)) && operators.some((one) => PAINTS.has(one))
    if (operators.some((one) => PICTURES.has(one)) || letters.some(({ unseen }) => unseen !== null)) return false
    return isOn ? letters.length === 1 || (letters.length === 0 && hasLines) : letters.length === 0 && !hasLines
  } catch (error) {
    if (isCodedError(error)) return false
    throw error
  }
}

function statesOf({ file }: StepContext, widget: PdfDictionary, revision: number): ReadonlyMap<string, PdfObject> {
  const looks = file.getDictionary(widget, 'AP', revision)
  const states = looks === null ? null : file.get(looks, 'N', revision)
  return states?.kind === 'dictionary' ? states.entries : new Map<string, PdfObject>()
}

/** Whether what a state looks like is other than before and not plainly what it stands for. */
function isRedrawn(context: StepContext, state: string, before: PdfObject | undefined, after: PdfObject, isSmall: boolean): boolean {
  const { file, revision } = context
  if (before !== undefined && equalObjects(before, after) && !context.leadsToChange(after)) return false
  const [old, now] = [before === undefined ? undefined : file.resolve(before, context.before), file.resolve(after, revision)]
  if (now.kind !== 'stream') return true
  const isSame = old?.kind === 'stream' && equalBytes(file.decode(old, context.before), file.decode(now, revision)) && equalObjects(old.dictionary.entries.get('Resources'), now.dictionary.entries.get('Resources')) && !context.leadsToChange(now.dictionary)
  return !isSame && !(isSmall && isPlain(context, now, state !== 'Off'))
}

/** Whether filling in a box or a button drew its states anew as something that they do not plainly stand for: another mark, none, a picture. */
export function redrawsMarks(context: StepContext, before: FormField, after: FormField): boolean {
  if (after.type !== 'Btn') return false
  return after.widgets.some(({ id, dictionary }) => {
    const old = before.widgets.find((one) => one.id !== null && one.id.number === id?.number)
    const rect = context.rectOf(dictionary)
    const isSmall = rect !== undefined && Math.abs(rect[2]! - rect[0]!) <= BOX_SIZE && Math.abs(rect[3]! - rect[1]!) <= BOX_SIZE
    const known = old === undefined ? new Map<string, PdfObject>() : statesOf(context, old.dictionary, context.before)
    const now = statesOf(context, dictionary, context.revision)
    // without any look readers draw one from the value
    if (now.size === 0) return false
    try {
      return [...known.keys()].some((state) => !now.has(state)) || [...now].some(([state, look]) => isRedrawn(context, state, known.get(state), look, isSmall))
    } catch (error) {
      if (isCodedError(error)) return true
      throw error
    }
  })
}
