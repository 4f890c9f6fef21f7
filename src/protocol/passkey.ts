import * as z from 'zod/mini'

const bytes = z.string().check(z.maxLength(16_000), z.regex(/^[A-Za-z0-9+/]*={0,2}$/))
const label = z.string().check(z.trim(), z.minLength(1), z.maxLength(80))
/** Of a passkey: base64url, at most 1023 octets (WebAuthn Level 3 §4). */
const identifier = z.string().check(z.maxLength(1364), z.regex(/^[A-Za-z0-9_-]+$/))

/** A passkey's name in addresses: SHA-256 of its identifier. */
export const passkeyNameSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/))
export const passkeyLabelSchema = z.object({ label })
export const passkeyWishSchema = z.object({ challenge: z.string(), relyingParty: z.string(), user: z.string(), email: z.string(), algorithms: z.array(z.number()), known: z.array(identifier) })
export type PasskeyWish = z.infer<typeof passkeyWishSchema>
export const passkeyRegistrationSchema = z.object({ clientData: bytes, attestation: bytes, label })
export type PasskeyRegistration = z.infer<typeof passkeyRegistrationSchema>
export const passkeysSchema = z.object({ passkeys: z.array(z.object({ name: passkeyNameSchema, label: z.string(), createdAt: z.string(), usedAt: z.nullable(z.string()) })) })
export type Passkeys = z.infer<typeof passkeysSchema>

export const passkeyChallengeSchema = z.object({ challenge: z.string(), relyingParty: z.string() })
export type PasskeyChallenge = z.infer<typeof passkeyChallengeSchema>
/** `user`: the handle that the authenticator keeps beside the key. */
export const passkeyAssertionSchema = z.object({ id: identifier, clientData: bytes, authenticatorData: bytes, signature: bytes, user: bytes })
export type PasskeyAssertion = z.infer<typeof passkeyAssertionSchema>
