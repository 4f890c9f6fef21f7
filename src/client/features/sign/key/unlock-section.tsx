import { useQuery } from '@tanstack/react-query'
import { keys } from '../../../api/query.ts'
import { listKept } from '../../../keystore/kept-list.ts'
import { IDLE } from '../../../keystore/opened-news.ts'
import type { ChosenKey } from '../../../keystore/signing-key.ts'
import { m } from '../../../messages/generated/messages.js'
import { Notice } from '../../../ui/verdict.tsx'
import { UnlockForm } from '../../../ui/key/unlock-form.tsx'
import { ask } from '../engine/engine.ts'

/** The password of the chosen key, asked for when it is about to sign, as a token on a desk asks. */
export default function UnlockSection({ act, chosen, onOpened }: { readonly act: string; readonly chosen: ChosenKey; readonly onOpened: () => void }) {
  const held = useQuery({ queryKey: keys.keptKeys, queryFn: listKept })
  const key = held.data?.find(({ id }) => id === chosen.id)
  if (held.isPending) return null
  if (!key) return <div role="alert"><Notice kind="doubt" title={held.isError ? m.keystore_storage() : m.keystore_gone()} /></div>
  return (
    <section aria-labelledby="unlock" className="sheet grid gap-3 px-4 py-5 sm:px-7">
      <h2 id="unlock" className="text-[1.0625rem]">{m.keystore_unlock_title({ label: key.label })}</h2>
      <p className="text-sm text-soft">{m.keystore_unlock_text()} {m.keystore_opened_text({ minutes: IDLE / 60_000 })}</p>
      <UnlockForm
        unlockKey={key}
        action={m.keystore_open()}
        look="sign"
        onSecret={async (secret) => {
          await ask('unlock', { id: act, key: chosen, secret })
          onOpened()
        }}
      />
    </section>
  )
}
