import { useEffect, useState } from 'react'
import type { Service } from '../../../../protocol/service.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button, ButtonAnchor } from '../../../ui/button.tsx'
import { CodeField } from '../../../ui/field.tsx'

const RESEND_AFTER_SECONDS = 30

function useCountdown(seconds: number): number {
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1000)
    return () => clearInterval(timer)
  }, [])
  return left
}

interface CodeFormProps {
  readonly maskedEmail: string
  readonly mail: Service['mail']
  readonly busy: boolean
  readonly problem: string | null
  readonly onCode: (code: string) => void
  readonly onResend: () => void
}

/** Six digits from the mail that names the contract; a fresh code makes a fresh form. */
export function CodeForm({ maskedEmail, mail, busy, problem, onCode, onResend }: CodeFormProps) {
  const [code, setCode] = useState('')
  const [short, setShort] = useState(false)
  const left = useCountdown(RESEND_AFTER_SECONDS)
  return (
    <form
      className="grid gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (busy) return
        if (/^\d{6}$/.test(code)) onCode(code)
        else setShort(true)
      }}
    >
      <p>{m.sign_code_sent({ email: maskedEmail })}</p>
      <CodeField
        name="code"
        label={m.sign_code_label()}
        hint={m.sign_code_hint()}
        problem={problem ?? (short ? m.sign_code_short() : null)}
        value={code}
        required
        onChange={(event) => {
          setShort(false)
          setCode(event.target.value.replace(/\D/g, '').slice(0, 6))
        }}
      />
      <div className="grid justify-items-stretch gap-2.5 sm:flex sm:flex-wrap sm:gap-x-4">
        <Button type="submit" look="sign" busy={busy}>{m.sign_code_submit()}</Button>
        <Button onClick={onResend} disabled={left > 0 || busy}>{left > 0 ? m.sign_code_resend_in({ seconds: left }) : m.sign_code_resend()}</Button>
        {mail === 'outbox' && <ButtonAnchor href="/outbox" target="_blank" rel="noreferrer" look="quiet">{m.sign_code_outbox()}</ButtonAnchor>}
      </div>
    </form>
  )
}
