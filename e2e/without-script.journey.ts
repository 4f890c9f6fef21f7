import { expect, test } from 'vitest'
import { expandBlocks } from '../src/core/contract/expand.ts'
import { checkWidth } from './axe.ts'
import { publishAndOffer, readOffer } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test.each(['vi', 'en'] as const)('with scripting off the terms in %s are read whole and printed', async (language) => {
  const seller = await stage.enter({ language, device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'services', language, email: `quiet-${language}@example.com` })
  const reader = await stage.enter({ language, device: 'phone', scripting: false })
  await reader.page.goto(offered.link)
  const shown = (await reader.page.locator('body').innerText()).replaceAll(/\s+/g, ' ')
  const { document } = await readOffer(seller, offered.token)
  expect(shown).toContain(document.title)
  const clauses = expandBlocks(document, {}).flatMap((block) => (block.kind === 'clause' ? [block] : []))
  expect(clauses.length).toBeGreaterThan(5)
  for (const { title } of document.blocks.flatMap((block) => (block.kind === 'clause' ? [block] : []))) expect(shown).toContain(title)
  expect(shown).toContain(document.governingLaw)
  await reader.page.emulateMedia({ media: 'print' })
  expect(await reader.page.locator('main').first().isVisible(), 'the terms are on paper, too').toBe(true)
  expect(reader.complaints).toEqual([])
  await reader.page.emulateMedia({ media: 'screen' })
  const answer = await fetch(offered.link)
  expect(await answer.text(), 'the language of the terms is marked').toContain(`lang="${language}"`)
  await checkWidth(seller.page, 'record')
})
