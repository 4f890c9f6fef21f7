import { signWithKey } from '../../core/pki/signer.ts'
import { serve } from '../worker/serve.ts'
import { addPasskey, bringKey, changePassphrase, checkSecret, createKeptKey, exportKept, openKeptKey, requestCertificate } from './kept-key.ts'
import type { Commands } from './message.ts'

/** The key worker: whatever touches a private key in the clear, for however short, happens here. */
serve<Commands>(
  {
    create: (input) => createKeptKey(input, Date.now()),
    bring: (input) => bringKey(input, Date.now()),
    request: ({ id, secret }) => requestCertificate(id, secret, Date.now()),
    'change-passphrase': ({ id, secret, passphrase }) => changePassphrase(id, secret, passphrase, Date.now()),
    'add-passkey': ({ id, secret, passkey, salt }) => addPasskey(id, secret, passkey, salt, Date.now()),
    open: ({ id, secret }) => checkSecret(id, secret, Date.now()),
    sign: async ({ id, secret, data }) => signWithKey((await openKeptKey(id, secret, Date.now())).privateKey, data),
    export: ({ id, secret, passphrase }) => exportKept(id, secret, passphrase, Date.now()),
  },
  'WORKER_FAILED',
)
