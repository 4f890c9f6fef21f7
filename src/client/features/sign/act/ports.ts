import { decodeBase64, encodeBase64 } from '../../../../core/bytes/base64.ts'
import { CodedError } from '../../../../core/bytes/error.ts'
import { MAX_SNAPSHOT } from '../../../../protocol/offer.ts'
import type { PresentedCertificate, Service } from '../../../../protocol/service.ts'
import { requestChallenge, requestFreshCode, requestSignatoryCertificate, sendIntent } from '../../../api/offer.ts'
import { fetchRevision } from '../../../api/round.ts'
import { deleteItem, loadItem, saveItem } from '../../../keystore/database.ts'
import { loadKeptRecord } from '../../../keystore/kept-record.ts'
import { ask } from '../engine/engine.ts'
import type { Phase, Source } from '../engine/message.ts'
import type { Offer } from '../offer.ts'
import { isAct } from './act.ts'
import type { Act } from './act.ts'
import type { CeremonyOptions } from './ceremony.ts'
import { runAlone } from './lock.ts'
import { repeatUnanswered } from './repeat.ts'
import { uploadAcceptance } from './upload.ts'

/** Where anyone can check the file: what the QR code of the seal holds. */
export function checkAddressOf(service: Pick<Service, 'publicAddress'>): string {
  return `${service.publicAddress.replace(/\/$/, '')}/verify`
}

/** What an offer's file is derived from with these particulars; a seller's own file is fetched once. */
export async function sourceOf({ view, document }: Offer, values: Source['values'], salt: string, token: string, onShare: (share: number) => void = () => {}): Promise<Source> {
  const source = { document: view.document, publication: decodeBase64(view.publication), values, salt }
  if (document.file === null) return source
  const { fetchOfferedFile } = await import('../../../api/own-file.ts')
  return { ...source, file: await fetchOfferedFile(token, document.file.hash, onShare) }
}

/** The certificate of a kept or brought key, as the service takes it. Throws KEY_LOST. */
async function presentKept(id: string): Promise<PresentedCertificate> {
  const { certificate, chain } = await loadKeptRecord(id)
  if (!certificate) throw new CodedError('KEY_LOST', 'the key has no certificate')
  return { certificate: encodeBase64(certificate), chain: chain.map((der) => encodeBase64(der)) }
}

interface PortsInput {
  readonly token: string
  readonly offer: Offer
  readonly service: Service
  /** Called with the phase that begins within the signing itself. */
  readonly onTimestamping: () => void
  /** How much of a large file is fetched or read. */
  readonly onShare: (share: number) => void
  /** Whether something is asked again because nothing answered. */
  readonly onRepeating: (isRepeating: boolean) => void
}

/** The real world for a ceremony: the service, the signing worker, this device's storage. */
export function createOptions({ token, offer, service, onTimestamping, onShare, onRepeating }: PortsInput): Omit<CeremonyOptions, 'tell'> {
  const id = offer.view.offer
  const source = (act: Act) => sourceOf(offer, act.values, act.salt, token, onShare)
  const onPhase = (phase: Phase) => (phase === 'timestamping' ? onTimestamping() : onShare(phase.share))
  return {
    load: async () => {
      const kept = await loadItem('acts', id)
      if (!isAct(kept) || kept.offer !== id) return null
      // An act on another version of the text is over; a receipt stays one.
      return kept.documentHash === offer.view.documentHash || kept.stage === 'acknowledged' ? kept : null
    },
    remove: () => deleteItem('acts', id),
    alone: (run, onWait) => runAlone(`countersign:act:${id}`, run, onWait),
    freshCode: (act) => requestFreshCode(token, act.statementHash),
    ports: repeatUnanswered({
      save: (act) => saveItem('acts', id, act),
      derive: async (act) => ({ baseHash: (await ask('derive', await source(act), onPhase)).hash }),
      makeKey: (act) => ask('make-key', { id: act.id, email: act.email, key: act.key ?? null }),
      challenge: async (keyThumbprint) => (await requestChallenge(token, keyThumbprint)).challenge,
      state: async (act) => ask('state', { source: await source(act), act, event: 'agreed', appBuild: service.build }),
      sendIntent: ({ statement, statementHash, values, salt, consent }) =>
        sendIntent(token, statementHash, { statement, values: { ...values }, salt, claims: { ...consent.claims }, claimsSalt: consent.claimsSalt, snapshot: consent.snapshot && consent.snapshot.length <= MAX_SNAPSHOT ? consent.snapshot : null }),
      certify: async (act, code) => {
        const answer = await requestSignatoryCertificate(token, act.statementHash, code, act.key ? { presented: await presentKept(act.key.id) } : { request: encodeBase64(act.request) })
        return { certificate: decodeBase64(answer.certificate), chain: answer.chain.map((der) => decodeBase64(der)), log: answer.log }
      },
      sign: async (act) => {
        const from = await source(act)
        const after = from.file ? (await ask('derive', from, onPhase)).length : null
        const last = offer.view.particulars === null ? null : await fetchRevision(token, after)
        return ask('sign', { source: from, act, last, root: decodeBase64(service.root.certificate), log: service.log, timestampAnchors: (service.timestampAnchors ?? []).map(decodeBase64), checkAddress: checkAddressOf(service) }, onPhase)
      },
      upload: (act, onProgress) => uploadAcceptance(token, act.statementHash, act, onProgress),
      forgetKey: async (key) => {
        await ask('forget-key', { id: key })
      },
    }, { pause: (ms) => new Promise((done) => setTimeout(done, ms)), isOnline: () => navigator.onLine, onRepeating }),
  }
}
