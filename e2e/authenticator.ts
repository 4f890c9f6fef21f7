import type { CDPSession } from 'playwright'
import type { Party } from './party.ts'

/** A device that holds passkeys and verifies its user, as a phone does; with the pseudo-random function. */
export interface Device {
  readonly cdp: CDPSession
  readonly id: string
  /** Whether the person is recognised from now on. */
  recognise(isUser: boolean): Promise<void>
}

/** Plugs a device into a person's browser. */
export async function plugDevice({ context, page }: Party): Promise<Device> {
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, hasPrf: true, automaticPresenceSimulation: true },
  })
  return { cdp, id, recognise: async (isUserVerified) => void (await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified })) }
}
