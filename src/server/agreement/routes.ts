import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { routeAcceptanceErase } from '../route/acceptance-erase.ts'
import { routeAcceptanceView } from '../route/acceptance-view.ts'
import { routeAcceptanceWithdraw } from '../route/acceptance-withdraw.ts'
import { routeAgreementAcceptTogether } from '../route/agreement-accept-together.ts'
import { routeAgreementAccept } from '../route/agreement-accept.ts'
import { routeAgreementAcceptances } from '../route/agreement-acceptances.ts'
import { routeAgreementChallenge } from '../route/agreement-challenge.ts'
import { routeAgreementCreate } from '../route/agreement-create.ts'
import { routeAgreementDetail } from '../route/agreement-detail.ts'
import { routeAgreementList } from '../route/agreement-list.ts'
import { routeAgreementLookUp } from '../route/agreement-look-up.ts'
import { routeAgreementSettings } from '../route/agreement-settings.ts'
import { routeAgreementStanding } from '../route/agreement-standing.ts'
import { routeAgreementVersionActivate } from '../route/agreement-version-activate.ts'
import { routeAgreementVersionDraft } from '../route/agreement-version-draft.ts'
import { routeAgreementVersionRetire } from '../route/agreement-version-retire.ts'
import { routeAgreementVersionView } from '../route/agreement-version-view.ts'
import { routeAgreementView } from '../route/agreement-view.ts'
import { routeOfferWithdrawal } from '../route/offer-withdrawal.ts'
import { routeOrderReply } from '../route/order-reply.ts'
import { routeDataConsent } from '../route/data-consent.ts'
import { routeRecordsConsent } from '../route/records-consent.ts'
import { routePersonalData } from '../route/privacy-person.ts'
import { routeDataMap } from '../route/privacy-data-map.ts'
import { routeJwks } from '../route/jwks.ts'

/** Agreements that many accept: the seller's side, the public one, and the host's. */
export const AGREEMENT_ROUTES: readonly ((app: App, parts: Parts) => void)[] = [
  routeAcceptanceErase, routeOfferWithdrawal, routeRecordsConsent, routePersonalData, routeOrderReply, routeDataConsent, routeDataMap, routeAcceptanceView, routeAcceptanceWithdraw, routeAgreementAccept, routeAgreementAcceptTogether, routeAgreementAcceptances, routeAgreementChallenge, routeAgreementCreate,
  routeAgreementDetail, routeAgreementList, routeAgreementLookUp, routeAgreementSettings, routeAgreementStanding, routeAgreementVersionActivate,
  routeAgreementVersionDraft, routeAgreementVersionRetire, routeAgreementVersionView, routeAgreementView, routeJwks,
]
