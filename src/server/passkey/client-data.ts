import * as z from 'zod/mini'
import { decodeUtf8 } from '../../core/bytes/text.ts'
import { refusePasskey } from './refusal.ts'

/** What the browser says of the ceremony (WebAuthn Level 3 §5.8.1); more members may stand beside these. */
const schema = z.object({ type: z.string(), challenge: z.string(), origin: z.string(), crossOrigin: z.optional(z.boolean()), topOrigin: z.optional(z.string()) })

/**
 * The challenge that the browser's words name, after everything else in them was checked: this ceremony, this very page, in no frame of
 * another (§7.1 steps 7 to 11, §7.2 steps 11 to 14). Throws PASSKEY_REFUSED (`client-data`, `ceremony`, `origin`).
 */
export function checkClientData(bytes: Uint8Array, { ceremony, origin }: { readonly ceremony: 'webauthn.create' | 'webauthn.get'; readonly origin: string }): string {
  let said: unknown
  try {
    said = JSON.parse(decodeUtf8(bytes))
  } catch {
    refusePasskey('client-data')
  }
  const parsed = schema.safeParse(said)
  if (!parsed.success) refusePasskey('client-data')
  const { type, challenge, crossOrigin, topOrigin } = parsed.data
  if (type !== ceremony) refusePasskey('ceremony')
  if (parsed.data.origin !== origin || crossOrigin === true || topOrigin !== undefined) refusePasskey('origin')
  return challenge
}
