import * as z from 'zod/mini'
import { hashSchema } from '../../core/consent/fact.ts'

const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))

export const contractParams = z.object({ contract: id })
export const contractOfferParams = z.object({ contract: id, offer: id })
/** Any text passes here, so that a wrong link is told apart from a wrong request. */
export const tokenParams = z.object({ token: z.string() })
export const intentParams = z.object({ token: z.string(), statementHash: hashSchema })
export const agreementParams = z.object({ agreement: id })
export const agreementVersionParams = z.object({ agreement: id, number: z.string().check(z.regex(/^[1-9]\d{0,3}\.\d{1,4}$/)) })
export const versionParams = z.object({ version: z.string() })

/** Bounds of bodies that hold a contract document or a signed file, in bytes. */
export const DOCUMENT_LIMIT = 1_200_000
export const FILE_LIMIT = 8_000_000
