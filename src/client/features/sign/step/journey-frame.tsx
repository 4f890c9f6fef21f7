import type { ReactNode } from 'react'
import { m } from '../../../messages/generated/messages.js'
import { Frame } from '../../../ui/frame.tsx'
import { Steps } from '../../../ui/steps.tsx'
import { STEPS } from './step.ts'
import type { Step } from './step.ts'

const STEP_NAMES: Record<Step, () => string> = { read: m.sign_step_read, details: m.sign_step_details, consent: m.sign_step_consent, sign: m.sign_step_sign, receipt: m.sign_step_receipt }

/** Who invites, and where in the journey the person is. */
export function JourneyFrame({ seller, step, children }: { readonly seller: string; readonly step: Step; readonly children: ReactNode }) {
  const current = step === 'receipt' ? STEPS.length : STEPS.indexOf(step)
  return (
    <Frame title={seller} note={m.sign_invites()} below={<Steps label={m.sign_steps()} steps={STEPS.map((each) => STEP_NAMES[each]())} current={current} />}>
      {children}
    </Frame>
  )
}
