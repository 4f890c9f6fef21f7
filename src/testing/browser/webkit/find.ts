/** Words to look for: whole or anywhere in the text; or a pattern's source and flags. */
export type Words = { readonly text: string; readonly exact: boolean } | { readonly source: string; readonly flags: string }

/** One step of the way to an element, each from what the one before has found. */
export type Step =
  | { readonly by: 'css'; readonly selector: string }
  | { readonly by: 'role'; readonly role: string; readonly name?: Words }
  | { readonly by: 'text' | 'label' | 'holds'; readonly words: Words }
  | { readonly by: 'has'; readonly steps: readonly Step[] }
  | { readonly by: 'nth'; readonly index: number }

export interface Found {
  readonly address: string
  readonly count: number
  readonly element: unknown
  readonly isVisible: boolean
  readonly isEnabled: boolean
  readonly isChecked: boolean
  readonly text: string
  readonly texts: readonly string[]
  readonly value: string
}

/** Runs inside the page, so it stands by itself: finds elements as a person would name them, and says how the first one is. */
export function find(steps: readonly Step[]): Found {
  const ROLES: Readonly<Record<string, string>> = {
    button: 'button, summary, input[type=submit], input[type=button]', link: 'a[href]', heading: 'h1, h2, h3, h4, h5, h6', dialog: 'dialog', checkbox: 'input[type=checkbox]',
    radio: 'input[type=radio]', article: 'article', region: 'section[aria-label], section[aria-labelledby]', listitem: 'li', list: 'ul, ol', img: 'img, svg[aria-label]', alert: '[role=alert]',
    table: 'table', row: 'tr', textbox: 'input:not([type]), input[type=text], input[type=email], textarea', navigation: 'nav', group: 'fieldset, details', combobox: 'select', status: 'output', main: 'main',
  }
  const tidy = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ').trim()
  const isShown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true })
  const isTold = (element: Element): boolean => isShown(element) && element.closest('[inert], [aria-hidden=true]') === null
  const fits = (text: string, words: Words): boolean => {
    if ('source' in words) return new RegExp(words.source, words.flags).test(text)
    return words.exact ? text === tidy(words.text) : text.toLowerCase().includes(tidy(words.text).toLowerCase())
  }
  const named = (element: Element): string[] => {
    const by = element.getAttribute('aria-labelledby')?.split(/\s+/).map((id) => tidy(document.getElementById(id)?.textContent)).join(' ')
    const labels = 'labels' in element ? [...((element.labels as NodeListOf<HTMLElement> | null) ?? [])].map((label) => tidy(label.textContent)) : []
    return [by, element.getAttribute('aria-label'), ...labels].filter((name): name is string => Boolean(name))
  }
  const nameOf = (element: Element): string => named(element)[0] ?? (tidy((element as HTMLElement).innerText || element.textContent) || element.getAttribute('title') || element.querySelector('[aria-label]')?.getAttribute('aria-label') || element.querySelector('img')?.alt || '')
  const within = (roots: readonly (Element | Document)[], selector: string): Element[] => [...new Set(roots.flatMap((root) => [...root.querySelectorAll(selector)]))]
  const step = (roots: readonly (Element | Document)[], wanted: Step): (Element | Document)[] => {
    switch (wanted.by) {
      case 'css': return within(roots, wanted.selector)
      case 'role': return within(roots, `[role=${wanted.role}]${ROLES[wanted.role] ? `, ${ROLES[wanted.role]}` : ''}`)
        .filter((element) => (element.getAttribute('role') ?? wanted.role) === wanted.role && isTold(element) && (!wanted.name || fits(nameOf(element), wanted.name)))
      case 'label': return within(roots, 'input, select, textarea, button, output, [aria-label], [aria-labelledby]').filter((element) => named(element).some((name) => fits(name, wanted.words)))
      case 'text': {
        const all = within(roots, '*').filter((element) => !element.matches('script, style, title, head') && fits(tidy(element.textContent), wanted.words))
        return all.filter((element) => !all.some((other) => other !== element && element.contains(other)))
      }
      case 'holds': return roots.filter((root) => fits(tidy(root.textContent), wanted.words))
      case 'has': return roots.filter((root) => wanted.steps.reduce<readonly (Element | Document)[]>(step, [root]).length > 0)
      case 'nth': return roots.slice(wanted.index, wanted.index === -1 ? undefined : wanted.index + 1)
      default: return []
    }
  }
  const all = steps.reduce<readonly (Element | Document)[]>(step, [document]).filter((found) => found instanceof Element)
  const first = all.find(isShown) ?? all[0]
  const textOf = (element: Element): string => (element as HTMLElement).innerText ?? element.textContent
  return {
    address: location.href, count: all.length, element: first ?? null, isVisible: first !== undefined && isShown(first),
    isEnabled: first !== undefined && !first.matches(':disabled, [aria-disabled=true]'), isChecked: first?.matches(':checked, [aria-checked=true]') ?? false,
    text: first ? textOf(first) : '', texts: all.map(textOf), value: first && 'value' in first ? String(first.value) : '',
  }
}
