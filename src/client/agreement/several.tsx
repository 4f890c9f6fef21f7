import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { ClickReceipt } from '../../protocol/agreement.ts'
import { fetchAgreement, fetchStanding, fetchVersion } from '../api/agreement.ts'
import type { Asker } from '../api/agreement.ts'
import { ApiFailure } from '../api/failure.ts'
import { useService } from '../api/query.ts'
import { m } from '../messages/generated/messages.js'
import { FailureNotice } from '../ui/failure.tsx'
import { Waiting } from '../ui/progress.tsx'
import { Notice } from '../ui/verdict.tsx'
import { AskSeveral } from './ask-several.tsx'
import type { Asked } from './ask-several.tsx'

async function load(agreement: string, asker: Asker): Promise<Asked> {
  const view = await fetchAgreement(agreement)
  if (view.active === null) throw new ApiFailure('VERSION_NOT_ACTIVE', 409)
  const [version, standing] = await Promise.all([fetchVersion(agreement, view.active), fetchStanding(agreement, asker)])
  return { agreement, title: view.title, version, standing, asker }
}

interface SeveralProps {
  /** Each once, with who is asked. */
  readonly asks: readonly (readonly [agreement: string, asker: Asker])[]
  readonly onUnseen?: (isVisible: boolean | null) => void
  readonly onDone: (receipts: readonly ClickReceipt[]) => void
  /** What is asked has come, and is on the page. */
  readonly onShown?: (asked: readonly Asked[]) => void
  readonly onFailed?: (error: unknown) => void
}

/** Fetches several agreements and asks for those that are not accepted yet, together. */
export default function Several({ asks, onUnseen, onDone, onShown, onFailed }: SeveralProps) {
  const loaded = useQuery({ queryKey: ['several', asks], queryFn: () => Promise.all(asks.map(([agreement, asker]) => load(agreement, asker))), staleTime: Number.POSITIVE_INFINITY })
  const service = useService()
  const told = useRef({ onShown, onFailed })
  useEffect(() => {
    told.current = { onShown, onFailed }
  })
  useEffect(() => {
    if (loaded.error) told.current.onFailed?.(loaded.error)
    else if (loaded.data && service.data) told.current.onShown?.(loaded.data)
  }, [loaded.data, loaded.error, service.data])
  if (loaded.isError) return <div className="p-4"><FailureNotice error={loaded.error} onRetry={() => void loaded.refetch()} /></div>
  if (!loaded.data || !service.data) return <Waiting label={m.ui_loading()} />
  const open = loaded.data.filter(({ standing }) => standing.isAsked)
  if (open.length === 0) return <div className="p-4"><Notice kind="pass" title={m.embed_standing({ number: loaded.data[0]?.standing.accepted?.number ?? '' })} /></div>
  return <AskSeveral asked={open} appBuild={service.data.build} onDone={onDone} {...(onUnseen ? { onUnseen } : {})} {...(onFailed ? { onFailed } : {})} />
}
