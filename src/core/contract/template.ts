import { ALONGSIDE_SCHEMA, CONTRACT_SCHEMA, parseContractDocument } from './document.ts'
import type { ContractDocument, ContractDraft, Language } from './document.ts'
import { formatVietnamTime } from './format.ts'
import { coOwnershipEn } from './template/co-ownership-en.ts'
import { coOwnershipVi } from './template/co-ownership-vi.ts'
import { createOwnFileDraft } from './template/own-file.ts'
import { saleOfGoodsEn } from './template/sale-of-goods-en.ts'
import { saleOfGoodsVi } from './template/sale-of-goods-vi.ts'
import { servicesEn } from './template/services-en.ts'
import { servicesVi } from './template/services-vi.ts'
import { termsOfServiceEn } from './template/terms-of-service-en.ts'
import { termsOfServiceVi } from './template/terms-of-service-vi.ts'

/** What a contract that has not been published before is published as. */
export const FIRST_VERSION = '1.0'

/** `own-file`: no text of ours, the pages are a seller's own PDF. */
export type TemplateId = 'sale-of-goods' | 'services' | 'terms-of-service' | 'co-ownership' | 'own-file'

/** The built-in templates, each in both contract languages. */
export const TEMPLATES: readonly { readonly id: TemplateId; readonly drafts: Readonly<Record<Language, ContractDraft>> }[] = [
  { id: 'sale-of-goods', drafts: { vi: saleOfGoodsVi, en: saleOfGoodsEn } },
  { id: 'services', drafts: { vi: servicesVi, en: servicesEn } },
  { id: 'terms-of-service', drafts: { vi: termsOfServiceVi, en: termsOfServiceEn } },
  { id: 'co-ownership', drafts: { vi: coOwnershipVi, en: coOwnershipEn } },
]

/** A fresh copy of a template, to be edited. The seller's values are still to be filled in. */
export function createDraft(template: TemplateId, language: Language): ContractDraft {
  if (template === 'own-file') return createOwnFileDraft(language)
  const found = TEMPLATES.find((candidate) => candidate.id === template) ?? TEMPLATES[0]
  return structuredClone(found?.drafts[language] ?? saleOfGoodsVi)
}

/** What publication fixes. `publishedAt` is null for a preview, whose pages are the same. */
export type Envelope = Pick<ContractDocument, 'contract' | 'version' | 'number' | 'typesetRevision' | 'createdOn' | 'publishedAt'>

/** Makes a document of a draft. Throws as `parseContractDocument` does. */
export function composeDocument(draft: ContractDraft, envelope: Envelope): ContractDocument {
  return parseContractDocument({ schema: draft.alongside ? ALONGSIDE_SCHEMA : CONTRACT_SCHEMA, ...envelope, ...draft })
}

/** The document as it would be published at `now` (epoch milliseconds), not published yet: its pages are those of the published revision. */
export function composePreview(draft: ContractDraft, facts: Pick<Envelope, 'contract' | 'number' | 'typesetRevision'>, now: number): ContractDocument {
  return composeDocument(draft, { ...facts, version: FIRST_VERSION, createdOn: formatVietnamTime(now).slice(0, 10), publishedAt: null })
}

/** The same draft with the seller's values filled in; an empty text takes a value away. */
export function fillDraft(draft: ContractDraft, values: Readonly<Record<string, string>>): ContractDraft {
  return {
    ...draft,
    particulars: draft.particulars.map((particular) => {
      const value = Object.hasOwn(values, particular.id) ? values[particular.id] : particular.value
      const { value: _, ...rest } = particular
      return value === undefined || value === '' ? rest : { ...rest, value }
    }),
  }
}
