import type { Receipt } from '../../../../protocol/receipt.ts'
import { advance } from './act.ts'
import type { Act, ActAt, Outcome } from './act.ts'

/** What people see being done. */
export const PHASES = ['reading', 'deriving', 'key', 'stating', 'code', 'certificate', 'signing', 'timestamping', 'uploading'] as const
export type Phase = (typeof PHASES)[number]

/** What the runner asks of the world; each call is safe to repeat. */
export interface Ports {
  /** Writes the act down; resolves only when it is kept. */
  readonly save: (act: Act) => Promise<void>
  readonly derive: (act: Act) => Promise<{ readonly baseHash: string }>
  /** Makes the one-time key, or finds the one made before. */
  readonly makeKey: (act: Act) => Promise<{ readonly keyThumbprint: string; readonly request: Uint8Array }>
  readonly challenge: (keyThumbprint: string) => Promise<string>
  readonly state: (act: ActAt<'challenged'>) => Promise<{ readonly statement: string; readonly statementHash: string }>
  readonly sendIntent: (act: ActAt<'stated'>) => Promise<{ readonly maskedEmail: string; readonly expiresAt: string }>
  readonly certify: (act: ActAt<'code-sent'>, code: string) => Promise<Omit<Extract<Outcome, { kind: 'certified' }>, 'kind'>>
  readonly sign: (act: ActAt<'certified'>) => Promise<Omit<Extract<Outcome, { kind: 'signed' }>, 'kind'>>
  readonly upload: (act: ActAt<'signed'>, onProgress: (share: number) => void) => Promise<Receipt>
  /** Ends the key; called only once the acceptance is acknowledged. */
  readonly forgetKey: (id: string) => Promise<void>
}

export interface Watch {
  readonly onAct: (act: Act) => void
  readonly onPhase: (phase: Phase, share?: number) => void
}

/** With ten parties who all press at once, nine are overtaken at most this often. */
const MAX_OVERTAKEN = 40

const isOvertaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'REVISION_STALE'

async function work(act: Exclude<Act, { stage: 'code-sent' | 'acknowledged' }>, ports: Ports, { onPhase }: Watch): Promise<Outcome> {
  switch (act.stage) {
    case 'consented':
      onPhase('deriving')
      return { kind: 'derived', ...(await ports.derive(act)) }
    case 'derived':
      onPhase('key')
      return { kind: 'key-made', ...(await ports.makeKey(act)) }
    case 'key-made':
      onPhase('stating')
      return { kind: 'challenged', challenge: await ports.challenge(act.keyThumbprint) }
    case 'challenged':
      onPhase('stating')
      return { kind: 'stated', ...(await ports.state(act)) }
    case 'stated': {
      onPhase('stating')
      const { maskedEmail, expiresAt } = await ports.sendIntent(act)
      return { kind: 'code-sent', maskedEmail, codeExpiresAt: expiresAt }
    }
    case 'certified':
      onPhase('signing')
      return { kind: 'signed', ...(await ports.sign(act)) }
    case 'signed':
      onPhase('uploading', 0)
      try {
        return { kind: 'acknowledged', receipt: await ports.upload(act, (share) => onPhase('uploading', share)) }
      } catch (error) {
        if (!isOvertaken(error) || (act.overtaken ?? 0) >= MAX_OVERTAKEN) throw error
        return { kind: 'overtaken' }
      }
  }
}

/**
 * Carries an act as far as it goes without the person: to the code, or to the receipt. Every stage is kept before the next is begun, so
 * that running it again after any failure, reload or lost network goes on from there. Rejects with whatever the ports reject with.
 */
export async function runAct(started: Act, ports: Ports, watch: Watch): Promise<ActAt<'code-sent'> | ActAt<'acknowledged'>> {
  let act = started
  for (;;) {
    if (act.stage === 'code-sent') {
      watch.onPhase('code')
      return act
    }
    if (act.stage === 'acknowledged') {
      await ports.forgetKey(act.id)
      return act
    }
    act = advance(act, await work(act, ports, watch))
    await ports.save(act)
    watch.onAct(act)
  }
}

/** Exchanges the code for the certificate and carries on to the receipt. */
export async function proveAct(act: ActAt<'code-sent'>, code: string, ports: Ports, watch: Watch): Promise<Act> {
  watch.onPhase('certificate')
  const certified = advance(act, { kind: 'certified', ...(await ports.certify(act, code)) })
  await ports.save(certified)
  watch.onAct(certified)
  return runAct(certified, ports, watch)
}
