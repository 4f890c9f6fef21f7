import * as z from 'zod'
import { type ContractDraft, parseContractDraft } from '../src/core/contract/document.ts'
import { fillDraft } from '../src/core/contract/template.ts'
import { agreementDetailSchema, agreementSecretSchema } from '../src/protocol/agreement.ts'
import { contractDetailSchema } from '../src/protocol/contract.ts'
import { type Client, expectAnswer, publishDraft } from './client.ts'
import { SELLER_EMAIL } from './journey.ts'
import type { Language } from './message.ts'
import { answerFor } from './particulars.ts'
import type { Party } from './party.ts'

export interface OpenAgreement {
  readonly agreement: string
  readonly secret: string
}

const madeSchema = z.object({ detail: agreementDetailSchema, secret: agreementSecretSchema })

/** Publishes the newest version's draft and puts it into force, or leaves that to the seller. */
export async function publishVersion(seller: Client, agreement: string, language: Language, change: (draft: ContractDraft) => ContractDraft = (draft) => draft, force: 'now' | null = 'now'): Promise<string> {
  const { versions } = agreementDetailSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${agreement}/detail`)).text))
  const [newest] = versions
  if (!newest) throw new Error('the agreement has no version')
  const contract = contractDetailSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/contracts/${newest.contract}`)).text))
  const draft = parseContractDraft(JSON.parse(contract.draft ?? ''))
  const values = draft.particulars.filter(({ party, value, required }) => party === 'seller' && required && value === undefined)
    .map((particular) => [particular.id, answerFor(particular, language, { seller: SELLER_EMAIL, buyer: '' })] as const)
  await publishDraft(seller, newest.contract, contract.revision, change(fillDraft(draft, Object.fromEntries(values))))
  if (force === 'now') expectAnswer(await seller.ask('POST', `/api/agreements/${agreement}/versions/${newest.number}/activation`, { activeFrom: null }))
  return newest.number
}

/** An agreement whose first version is in force and which the named pages may show. */
export async function openAgreement(seller: Client, title: string, language: Language, origins: readonly string[], change?: (draft: ContractDraft) => ContractDraft): Promise<OpenAgreement> {
  const { detail, secret } = madeSchema.parse(JSON.parse(expectAnswer(await seller.ask('POST', '/api/agreements', { title, language })).text))
  await publishVersion(seller, detail.agreement, language, change)
  expectAnswer(await seller.ask('PUT', `/api/agreements/${detail.agreement}/settings`, { origins, webhook: null }))
  return { agreement: detail.agreement, secret: secret.hostSecret }
}

/** Agrees by a click on the service's own page, and opens the record; gives its token. */
export async function agreeByClick({ page, say, app }: Party, agreement: string): Promise<string> {
  await page.goto(`${app.address}/a/${agreement}?ask`)
  await page.locator('[data-part="button"]').waitFor()
  for (const box of await page.locator('#boxes input').all()) await box.check()
  await page.locator('[data-part="button"]').click()
  await page.getByRole('link', { name: say('agreement_record') }).click()
  await page.getByRole('heading', { name: say('agreement_screen') }).waitFor()
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}
