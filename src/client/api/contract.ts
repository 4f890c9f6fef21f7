import {
  contractDetailSchema, contractListSchema, draftAnswerSchema, publicationAnswerSchema, recordsAnswerSchema,
} from '../../protocol/contract.ts'
import type { ContractDetail, ContractSummary } from '../../protocol/contract.ts'
import { certificateAnswerSchema } from '../../protocol/service.ts'
import type { CertificateAnswer, PresentedCertificate } from '../../protocol/service.ts'
import type { Language } from '../../protocol/session.ts'
import { requestBytes, requestJson, requestNothing } from './request.ts'

const at = (contract: string, rest = '') => `/api/contracts/${encodeURIComponent(contract)}${rest}`

export async function fetchContracts(): Promise<readonly ContractSummary[]> {
  return (await requestJson(contractListSchema, '/api/contracts')).contracts
}

export function fetchContract(contract: string): Promise<ContractDetail> {
  return requestJson(contractDetailSchema, at(contract))
}

export function createContract(template: ContractSummary['template'], language: Language): Promise<ContractDetail> {
  return requestJson(contractDetailSchema, '/api/contracts', { method: 'POST', json: { template, language } })
}

export function deleteContract(contract: string): Promise<void> {
  return requestNothing(at(contract), { method: 'DELETE' })
}

/** Answers the new revision. Throws ApiFailure DRAFT_CONFLICT when another window was faster. */
export async function saveDraft(contract: string, revision: number, document: string): Promise<number> {
  return (await requestJson(draftAnswerSchema, at(contract, '/draft'), { method: 'PUT', json: { revision, document } })).revision
}

/** The canonical contract document that is to be signed. */
export async function preparePublication(contract: string, revision: number): Promise<string> {
  return (await requestJson(publicationAnswerSchema, at(contract, '/publication'), { method: 'POST', json: { revision } })).document
}

/** `request` is a PKCS#10 request in base64; `presented`, a certificate that the seller has already. */
export function requestPublicationCertificate(contract: string, documentHash: string, key: { readonly request: string } | { readonly presented: PresentedCertificate }): Promise<CertificateAnswer> {
  return requestJson(certificateAnswerSchema, at(contract, '/publication/certificate'), { method: 'POST', json: { documentHash, ...key } })
}

/** `signature` is a timestamped detached CMS in base64. */
export function publish(contract: string, document: string, signature: string): Promise<ContractDetail> {
  return requestJson(contractDetailSchema, at(contract, '/publication'), { method: 'PUT', json: { document, signature } })
}

/** The contract with the new offer; its mail goes out. */
export function createOffer(contract: string, email: string, name: string | null): Promise<ContractDetail> {
  return requestJson(contractDetailSchema, at(contract, '/offers'), { method: 'POST', json: { email, name } })
}

/** Sends it to several parties, each with a link of its own. */
export function createOffers(contract: string, parties: readonly { readonly party: string; readonly email: string; readonly name: string | null }[]): Promise<ContractDetail> {
  return requestJson(contractDetailSchema, at(contract, '/offers'), { method: 'POST', json: { parties } })
}

export function remindOffer(contract: string, offer: string): Promise<ContractDetail> {
  return requestJson(contractDetailSchema, at(contract, `/offers/${encodeURIComponent(offer)}/reminder`), { method: 'POST' })
}

export function withdrawOffer(contract: string, offer: string): Promise<ContractDetail> {
  return requestJson(contractDetailSchema, at(contract, `/offers/${encodeURIComponent(offer)}`), { method: 'DELETE' })
}

/** Records of a contract, oldest first, each as canonical JSON with its hash. */
export async function fetchRecords(contract: string): Promise<readonly { hash: string; record: string; offer: string | null }[]> {
  return (await requestJson(recordsAnswerSchema, at(contract, '/records'))).records
}

export function signedFileAddress(contract: string, offer: string): string {
  return at(contract, `/offers/${encodeURIComponent(offer)}/file`)
}

/** The file with every timestamp that it was given since it was acknowledged. */
export function archivedFileAddress(contract: string, offer: string): string {
  return at(contract, `/offers/${encodeURIComponent(offer)}/archive`)
}

export function fetchSignedFile(contract: string, offer: string): Promise<Uint8Array> {
  return requestBytes(signedFileAddress(contract, offer))
}
