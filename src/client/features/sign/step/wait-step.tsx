import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../../../api/query.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { Column, PageTitle } from '../../../ui/page.tsx'
import { askedParticulars } from '../details/asked.ts'
import type { Journey } from '../journey.ts'
import { ActionBar } from './action-bar.tsx'
import { PartiesList } from './parties-list.tsx'

const ASK_AGAIN_MS = 10_000

/** Others come first: their details, or their signatures. The page looks again by itself; a mail comes too. */
export default function WaitStep({ journey, onCorrect }: { readonly journey: Journey; readonly onCorrect: () => void }) {
  const { token, offer, go, decline } = journey
  const { document, party, view } = offer
  const queries = useQueryClient()
  useEffect(() => {
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: keys.offer(token) }), ASK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [queries, token])
  const isTurn = view.stage === 'turn'
  const canCorrect = view.particulars !== null && !view.particulars.isFixed && askedParticulars(document, party.id).length > 0
  return (
    <>
      <Column width="text">
        <PageTitle title={isTurn ? m.parties_wait_turn_title() : m.parties_wait_others_title()} />
        <output className="text-soft">{isTurn ? m.parties_wait_turn_text() : m.parties_wait_others_text()}</output>
        <PartiesList parties={view.parties} own={party.id} awaits={!isTurn} lang={document.language} />
      </Column>
      <ActionBar label={m.sign_bar_details()}>
        <div className="flex flex-wrap items-center gap-2.5">
          <Button onClick={() => go('read')}>{m.sign_back_to_terms()}</Button>
          {canCorrect && <Button onClick={onCorrect}>{m.parties_correct()}</Button>}
          <Button look="quiet" onClick={decline}><span lang={document.language}>{document.consent.decline}</span></Button>
        </div>
      </ActionBar>
    </>
  )
}
