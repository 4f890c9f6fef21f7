import { useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/query.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { Notice } from '../../../ui/verdict.tsx'
import type { CeremonyFailure } from '../act/ceremony.ts'
import type { Journey } from '../journey.ts'
import { failureSentence } from '../signing/failure-sentence.ts'

/** An act that ended without a signature: what happened, and the one thing to do now. */
export function Interruption({ journey, failure }: { readonly journey: Journey; readonly failure: CeremonyFailure }) {
  const queries = useQueryClient()
  const { go, token, ceremony } = journey
  const refresh = () => void queries.invalidateQueries({ queryKey: keys.offer(token) })
  const ways = {
    review: { label: m.sign_way_review(), act: () => { refresh(); go('read') } },
    details: { label: m.sign_way_details(), act: () => go('details') },
    again: { label: m.sign_way_again(), act: () => go('consent') },
    ended: { label: m.sign_way_look(), act: () => { ceremony.dismiss(); refresh() } },
    answered: { label: m.sign_way_look(), act: () => { ceremony.dismiss(); refresh() } },
    wait: { label: m.sign_way_again(), act: () => go('consent') },
    unlock: { label: m.sign_way_again(), act: () => go('sign') },
    code: { label: m.sign_way_again(), act: () => go('consent') },
  } as const
  const way = ways[failure.remedy]
  return (
    <div role="alert" className="mx-auto w-full max-w-3xl px-4 pt-4 sm:px-5">
      <Notice kind="doubt" title={failureSentence(failure)} actions={<Button look="main" onClick={way.act}>{way.label}</Button>}>
        {failure.remedy !== 'answered' && m.sign_nothing_signed()}
      </Notice>
    </div>
  )
}
