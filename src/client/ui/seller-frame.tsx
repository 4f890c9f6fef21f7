import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { NavLink, useLocation, useNavigate } from 'react-router'
import { closeSession } from '../api/session.ts'
import { keys, useSession } from '../api/query.ts'
import { m } from '../messages/generated/messages.js'
import { FailureNotice } from './failure.tsx'
import { Frame } from './frame.tsx'
import { Column } from './page.tsx'
import { Waiting } from './progress.tsx'

interface SellerFrameProps {
  readonly actions?: ReactNode
  readonly below?: ReactNode
  readonly children: ReactNode
}

function navClass({ isActive }: { isActive: boolean }): string {
  return `inline-flex min-h-10 items-center ${isActive ? 'font-semibold text-ink no-underline' : ''}`
}

/** The frame of a seller's pages; a stranger is led to sign in and comes back here. */
export function SellerFrame({ actions, below, children }: SellerFrameProps) {
  const session = useSession()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const queries = useQueryClient()
  const leave = useMutation({
    mutationFn: closeSession,
    onSuccess: () => {
      queries.clear()
      void navigate('/', { replace: true })
    },
  })
  // Whoever is leaving goes to the start and not to the sign-in page.
  const stranger = session.data === null && !leave.isPending && !leave.isSuccess
  useEffect(() => {
    if (stranger) void navigate(`/sign-in?next=${encodeURIComponent(pathname)}`, { replace: true })
  }, [stranger, navigate, pathname])
  const person = session.data
  return (
    <Frame
      below={below}
      nav={
        person && (
          <>
            <NavLink to="/contracts" end className={navClass}>{m.ui_nav_contracts()}</NavLink>
            <NavLink to="/agreements" className={navClass}>{m.ui_nav_agreements()}</NavLink>
            <NavLink to="/keys" className={navClass}>{m.ui_nav_keys()}</NavLink>
            <NavLink to="/verify" className={navClass}>{m.ui_nav_verify()}</NavLink>
            {person.demo && <a href="/outbox" target="_blank" rel="noreferrer" className="inline-flex min-h-10 items-center">{m.ui_nav_outbox()}<span className="sr-only"> {m.ui_new_tab()}</span></a>}
          </>
        )
      }
      actions={
        <>
          {actions}
          {person && (
            <span className="flex items-center">
              <span className="hidden max-w-80 truncate px-2 text-[.8125rem] text-soft lg:inline">{person.email}</span>
              <button type="button" className="min-h-10 rounded-control px-2 text-[.8125rem] text-link underline underline-offset-2 hover:bg-wash" onClick={() => leave.mutate()}>{m.ui_sign_out()}</button>
            </span>
          )}
        </>
      }
    >
      {session.isError && <Column width="text"><FailureNotice error={session.error} onRetry={() => void session.refetch()} /></Column>}
      {session.isPending && <Waiting label={m.ui_loading()} />}
      {person && children}
    </Frame>
  )
}

/** Forgets what is known of the session, so that it is asked for again. */
export function useForgetSession(): () => void {
  const queries = useQueryClient()
  return () => void queries.invalidateQueries({ queryKey: keys.session })
}
