import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { AGREEMENT_ROUTES } from '../agreement/routes.ts'
import { routeAcceptance } from './acceptance.ts'
import { routeContractArchive } from './contract-archive.ts'
import { routeCertificateList } from './certificate-list.ts'
import { routeCertificateLookup } from './certificate-lookup.ts'
import { routeCertificateRequest } from './certificate-request.ts'
import { routeCertificateState } from './certificate-state.ts'
import { routeContractCreate } from './contract-create.ts'
import { routeContractDelete } from './contract-delete.ts'
import { routeContractDraft } from './contract-draft.ts'
import { routeContractFile } from './contract-file.ts'
import { routeContractEvidence } from './contract-evidence.ts'
import { routeContractLog } from './contract-log.ts'
import { routeContractList } from './contract-list.ts'
import { routeContractRead } from './contract-read.ts'
import { routeContractRecords } from './contract-records.ts'
import { routeContractRetention } from './contract-retention.ts'
import { routeHealth } from './health.ts'
import { routeOperator } from './operator.ts'
import { routeIntentCertificate } from './intent-certificate.ts'
import { routeIntentCode } from './intent-code.ts'
import { routeIntentPut } from './intent-put.ts'
import { routeLog } from './log.ts'
import { routeLogView } from './log-view.ts'
import { routeNoticeEvent } from './notice-event.ts'
import { routeNoticeView } from './notice-view.ts'
import { routeOfferChallenge } from './offer-challenge.ts'
import { routeOfferFile } from './offer-file.ts'
import { routeOfferParticulars } from './offer-particulars.ts'
import { routeOfferProof } from './offer-proof.ts'
import { routeOfferReceipt } from './offer-receipt.ts'
import { routeOfferRemind } from './offer-remind.ts'
import { routeOfferRevision } from './offer-revision.ts'
import { routeOfferSeen } from './offer-seen.ts'
import { routeOfferSend } from './offer-send.ts'
import { routeOfferView } from './offer-view.ts'
import { routeOfferWithdraw } from './offer-withdraw.ts'
import { routeOpenapi } from './openapi.ts'
import { routeOwnFile } from './own-file.ts'
import { routeOutbox } from './outbox.ts'
import { routeAuthority } from './pki-authority.ts'
import { routeOcsp } from './pki-ocsp.ts'
import { routeTimestamp } from './pki-timestamp.ts'
import { routePasskeys } from './passkey.ts'
import { routeAnswerSheet } from './answer-sheet.ts'
import { routeTrail } from './trail.ts'
import { routePublicationCertificate } from './publication-certificate.ts'
import { routePublicationPrepare } from './publication-prepare.ts'
import { routePublicationPut } from './publication-put.ts'
import { routeRefusal } from './refusal.ts'
import { routeRelay } from './relay.ts'
import { routeSchemas } from './schemas.ts'
import { routeService } from './service.ts'
import { routeSessionClose } from './session-close.ts'
import { routeSessionCode } from './session-code.ts'
import { routeSessionOpen } from './session-open.ts'
import { routeSessionPasskey } from './session-passkey.ts'
import { routeSessionRead } from './session-read.ts'

const ROUTES: readonly ((app: App, parts: Parts) => void)[] = [
  routeAcceptance, routeCertificateList, routeCertificateLookup, routeCertificateRequest, routeCertificateState, routeContractArchive, routeContractCreate, routeContractDelete, routeContractDraft, routeContractFile, routeContractList, routeContractRead,
  routeContractRecords, routeContractRetention, routeHealth, routeOperator, routeIntentCertificate, routeIntentCode, routeIntentPut, routeLog, routeLogView, routeContractLog, routeContractEvidence, routeOfferProof, routeNoticeEvent, routeNoticeView, routeOfferChallenge,
  routeOfferFile, routeOfferParticulars, routeOfferReceipt, routeOfferRemind, routeOfferRevision, routeOfferSeen, routeOfferSend, routeOfferView, routeOfferWithdraw, routeOpenapi, routeOutbox, routeOwnFile, routeAuthority,
  routeOcsp, routeTimestamp, routePasskeys, routePublicationCertificate, routePublicationPrepare, routePublicationPut, routeRefusal, routeRelay, routeSchemas, routeService,
  routeSessionClose, routeSessionCode, routeSessionOpen, routeSessionPasskey, routeSessionRead,
  routeTrail, routeAnswerSheet,
]

/** Every route of the HTTP contract, one file each. */
export function registerRoutes(app: App, parts: Parts): void {
  for (const route of [...ROUTES, ...AGREEMENT_ROUTES]) route(app, parts)
}
