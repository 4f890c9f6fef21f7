import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Navigate, useNavigate, useSearchParams } from 'react-router'
import { isCodedError } from '../../../core/bytes/error.ts'
import { emailSchema, type Session } from '../../../protocol/session.ts'
import { keys, useService, useSession } from '../../api/query.ts'
import { canUsePasskeys, signInWithPasskey } from '../../api/passkey.ts'
import { openSession, requestSessionCode } from '../../api/session.ts'
import { formatInstant } from '../../locale/format.ts'
import { currentLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Button, ButtonAnchor } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { CodeField, TextField } from '../../ui/field.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'

/** Only a path of this app: an address elsewhere is not followed. */
function nextPath(wish: string | null): string {
  return wish?.startsWith('/') && !wish.startsWith('//') && !wish.includes('\\') ? wish : '/contracts'
}

function DemoNotice() {
  return (
    <Notice
      title={m.session_demo_title()}
      actions={<ButtonAnchor href="/outbox" target="_blank" rel="noreferrer">{m.session_demo_outbox()}<span className="sr-only"> {m.ui_new_tab()}</span></ButtonAnchor>}
    >
      {m.session_demo()}
    </Notice>
  )
}

/** Sign in: an address, then the code that was mailed to it. */
export default function SessionPage() {
  const [search] = useSearchParams()
  const next = nextPath(search.get('next'))
  const navigate = useNavigate()
  const queries = useQueryClient()
  const toast = useToast()
  const service = useService()
  const session = useSession()
  const [typed, setTyped] = useState<string | null>(null)
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<'email' | 'code' | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const demoSeller = service.data?.demoSeller ?? ''
  const email = typed ?? demoSeller

  const send = useMutation({ mutationFn: (address: string) => requestSessionCode(address, currentLocale()) })
  const onSuccess = (opened: Session): void => {
    queries.setQueryData(keys.session, opened)
    void navigate(next, { replace: true })
  }
  const show = useMutation({ mutationFn: signInWithPasskey, onSuccess })
  const open = useMutation({
    mutationFn: () => openSession(email, code),
    onSuccess,
    onError: () => form.current?.querySelector('input')?.focus(),
  })
  const sent = send.data
  const asked = sent !== undefined
  useEffect(() => {
    if (asked) form.current?.querySelector('input')?.focus()
  }, [asked])

  const askForCode = () => {
    const parsed = emailSchema.safeParse(email)
    setProblem(parsed.success ? null : 'email')
    if (parsed.success) {
      setTyped(parsed.data)
      send.mutate(parsed.data)
    } else form.current?.querySelector('input')?.focus()
  }
  const enter = () => {
    const right = /^\d{6}$/.test(code)
    setProblem(right ? null : 'code')
    if (right) open.mutate()
    else form.current?.querySelector('input')?.focus()
  }

  if (session.data && !open.isPending) return <Navigate to={next} replace />
  if (service.isPending) return <Frame><Waiting label={m.ui_loading()} /></Frame>
  return (
    <Frame>
      <Column width="form">
        <form
          ref={form}
          noValidate
          className="sheet mt-4 grid gap-5 p-5 sm:mt-10 sm:p-8"
          onSubmit={(event) => {
            event.preventDefault()
            if (sent) enter()
            else askForCode()
          }}
        >
          <PageTitle title={m.session_title()} />
          {sent ? (
            <>
              <output>{m.session_sent({ email })} {m.session_expires({ time: formatInstant(sent.expiresAt) })}</output>
              <CodeField label={m.session_code()} value={code} onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))} problem={problem === 'code' && m.session_code_problem()} />
              {open.isError && <FailureNotice error={open.error} />}
              <div className="flex flex-wrap gap-2">
                <Button type="submit" look="main" busy={open.isPending}>{m.session_open()}</Button>
                <Button look="quiet" busy={send.isPending} onClick={() => send.mutate(email, { onSuccess: () => toast(m.session_again_done()) })}>{m.session_again()}</Button>
                <Button
                  look="quiet"
                  onClick={() => {
                    send.reset()
                    open.reset()
                    setCode('')
                  }}
                >
                  {m.session_other()}
                </Button>
              </div>
            </>
          ) : (
            <>
              <p>{m.session_intro()}</p>
              <TextField
                label={m.session_email()}
                type="email"
                autoComplete="email"
                inputMode="email"
                spellCheck={false}
                value={email}
                onChange={(event) => setTyped(event.target.value)}
                hint={demoSeller !== '' && email === demoSeller && m.session_demo_prefill()}
                problem={problem === 'email' && m.session_email_problem()}
              />
              <div><Button type="submit" look="main" busy={send.isPending}>{m.session_send()}</Button></div>
              {canUsePasskeys() && (
                <div className="grid gap-2 border-t border-rule pt-4">
                  <p className="text-sm text-soft">{m.session_passkey_or()}</p>
                  <div><Button busy={show.isPending} onClick={() => show.mutate()}>{m.session_passkey()}</Button></div>
                  {show.isError && (isCodedError(show.error, 'PASSKEY_CANCELLED') ? <div role="alert"><Notice kind="doubt" title={m.session_passkey_cancelled()} /></div> : <FailureNotice error={show.error} />)}
                </div>
              )}
            </>
          )}
          {send.isError && <FailureNotice error={send.error} />}
          {service.data?.mail === 'outbox' && <DemoNotice />}
        </form>
      </Column>
    </Frame>
  )
}
