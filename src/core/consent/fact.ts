import * as z from 'zod/mini'

/** What statement, record and answers say in the same words; apart from the statement, which only they need who close or judge one. */

export const hashSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/))
/** ISO 8601 in whole seconds with an offset, as the signatory's clock and zone show it. */
export const zonedInstantSchema = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/))
export const identifierSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))

export const eventSchema = z.enum(['agreed', 'declined', 'withdrawn', 're-accepted'])
/** How the terms were put before the person, from the most to the least conspicuous. */
export const presentationSchema = z.enum(['scroll-wrap', 'inline', 'dialog', 'link', 'sign-in-wrap', 'notice-only'])
/** What the person did, from the strongest to nothing. */
export const actSchema = z.enum(['certificate-signature', 'key-signed-click', 'none'])
/** How it was shown who the person is. */
export const identitySchema = z.enum(['own-certificate', 'mail-code', 'asserted-by-host', 'none'])
