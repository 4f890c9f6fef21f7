import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { routeContractCreate } from './contract-create.ts'
import { routeContractDelete } from './contract-delete.ts'
import { routeContractDraft } from './contract-draft.ts'
import { routeContractList } from './contract-list.ts'
import { routeContractRead } from './contract-read.ts'
import { routeContractRecords } from './contract-records.ts'
import { routeHealth } from './health.ts'
import { routeOpenapi } from './openapi.ts'
import { routeOutbox } from './outbox.ts'
import { routeAuthority } from './pki-authority.ts'
import { routeOcsp } from './pki-ocsp.ts'
import { routeTimestamp } from './pki-timestamp.ts'
import { routeSchemas } from './schemas.ts'
import { routeService } from './service.ts'
import { routeSessionClose } from './session-close.ts'
import { routeSessionCode } from './session-code.ts'
import { routeSessionOpen } from './session-open.ts'
import { routeSessionRead } from './session-read.ts'

const ROUTES: readonly ((app: App, parts: Parts) => void)[] = [
  routeHealth, routeService, routeOutbox, routeSchemas, routeOpenapi,
  routeSessionCode, routeSessionOpen, routeSessionRead, routeSessionClose,
  routeContractList, routeContractCreate, routeContractRead, routeContractDelete, routeContractDraft, routeContractRecords,
  routeAuthority, routeOcsp, routeTimestamp,
]

/** Every route of the HTTP contract, one file each. */
export function registerRoutes(app: App, parts: Parts): void {
  for (const route of ROUTES) route(app, parts)
}
