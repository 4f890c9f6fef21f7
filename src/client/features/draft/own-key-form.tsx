import { useQuery } from '@tanstack/react-query'
import { encodeBase64 } from '../../../core/bytes/base64.ts'
import { algorithmOfKey } from '../../../core/pki/algorithms.ts'
import { bindSigner } from '../../../core/pki/signer.ts'
import { keys } from '../../api/query.ts'
import { listKept } from '../../keystore/kept-list.ts'
import type { KeptKey } from '../../keystore/kept-record.ts'
import { askKeystore } from '../../keystore/keystore.ts'
import type { ChosenKey } from '../../keystore/signing-key.ts'
import type { Secret } from '../../keystore/unlock.ts'
import { m } from '../../messages/generated/messages.js'
import { UnlockForm } from '../../ui/key/unlock-form.tsx'
import type { PublishKey } from './publish.ts'

/** The key with its secret at hand: it is opened in the key worker for the one signature, and nowhere else. */
async function openOwn(key: KeptKey, secret: Secret): Promise<PublishKey> {
  await askKeystore('open', { id: key.id, secret })
  const algorithm = algorithmOfKey(await crypto.subtle.importKey('spki', key.spki as BufferSource, key.algorithm, true, ['verify']))
  const sign = (data: Uint8Array): Promise<Uint8Array> => askKeystore('sign', { id: key.id, secret, data })
  return {
    presented: { certificate: encodeBase64(key.certificate ?? new Uint8Array()), chain: key.chain.map((der) => encodeBase64(der)) },
    bind: (certificate, chain) => Promise.resolve(bindSigner({ algorithm, sign }, certificate, chain)),
  }
}

/** Asks for the password of the seller's own key; the press publishes. */
export default function OwnKeyForm({ chosen, onKey }: { readonly chosen: ChosenKey; readonly onKey: (key: PublishKey) => void }) {
  const held = useQuery({ queryKey: keys.keptKeys, queryFn: listKept })
  const key = held.data?.find(({ id }) => id === chosen.id)
  return key ? <UnlockForm unlockKey={key} action={m.publish_action()} look="sign" onSecret={async (secret) => onKey(await openOwn(key, secret))} /> : null
}
