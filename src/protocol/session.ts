import * as z from 'zod/mini'

export const emailSchema = z.string().check(z.trim(), z.toLowerCase(), z.maxLength(254), z.email())
export const languageSchema = z.enum(['vi', 'en'])
export type Language = z.infer<typeof languageSchema>
export const codeSchema = z.string().check(z.regex(/^\d{6}$/))

export const sessionCodeRequestSchema = z.object({ email: emailSchema, language: languageSchema })
export const sessionCodeAnswerSchema = z.object({ sent: z.literal(true), expiresAt: z.string() })
export const sessionRequestSchema = z.object({ email: emailSchema, code: codeSchema })
export const sessionSchema = z.object({ person: z.string(), email: z.string(), demo: z.boolean(), expiresAt: z.string() })
export type Session = z.infer<typeof sessionSchema>
