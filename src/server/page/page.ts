import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { Language } from '../../protocol/session.ts'

export interface PageContent {
  readonly language: Language
  readonly title: string
  /** HTML that stands in the page before any script: already escaped. */
  readonly main: string
  /** Said where scripts are off. */
  readonly note: string
  /** Feature folder whose script the page will need. */
  readonly feature: string
}

/** The built client. */
export interface Pages {
  /** Folder of assets, served as they are. */
  readonly folder: string
  /** The application's page without content of its own. */
  readonly shell: string
  /** The same page with content that is readable and printable before, and without, any script. */
  render(content: PageContent): string
}

const manifestSchema = z.record(z.string(), z.object({ file: z.string(), imports: z.optional(z.array(z.string())), css: z.optional(z.array(z.string())) }))
type Manifest = z.infer<typeof manifestSchema>

/** Text as HTML character data or attribute value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`)
}

/** Scripts and styles that a feature's page loads, so that they are fetched while the terms are being read. */
function preloadsOf(manifest: Manifest, feature: string): string {
  const seen = new Set<string>()
  const links: string[] = []
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk || seen.has(name)) return
    seen.add(name)
    links.push(`<link rel="modulepreload" crossorigin href="/${chunk.file}">`)
    for (const css of chunk.css ?? []) links.push(`<link rel="stylesheet" crossorigin href="/${css}">`)
    for (const imported of chunk.imports ?? []) visit(imported)
  }
  visit(`src/client/features/${feature}/page.tsx`)
  return links.join('')
}

/** Opens a build. Throws when it has no page. */
export function openPages(folder: string): Pages {
  const shell = readFileSync(join(folder, 'index.html'), 'utf8')
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')))
  const parts = /^([\s\S]*?)<html lang="\w+">([\s\S]*?)<title>[^<]*<\/title>([\s\S]*?)<\/head>([\s\S]*?)<div id="root"><\/div>([\s\S]*?)<noscript>[\s\S]*?<\/noscript>([\s\S]*)$/.exec(shell)
  if (!parts) throw new Error('the built page does not have the expected form')
  const [, start, beforeTitle, beforeHead, beforeRoot, afterRoot, end] = parts
  return {
    folder,
    shell,
    render({ language, title, main, note, feature }) {
      return [
        start, `<html lang="${language}">`, beforeTitle, `<title>${escapeHtml(title)}</title>`, beforeHead, preloadsOf(manifest, feature), '</head>', beforeRoot,
        `<div id="root"><main class="terms" lang="${language}">${main}</main></div>`, afterRoot, `<noscript><p lang="${language}">${escapeHtml(note)}</p></noscript>`, end,
      ].join('')
    },
  }
}
