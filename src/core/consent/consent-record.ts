import type { ContractDocument } from '../contract/document.ts'
import { askedPurposes, hashNotice, type DataChoices, type DataConsentEvent } from './data-consent.ts'

/** One act of a person, as the service kept it. */
export interface DataConsentAct {
  readonly event: DataConsentEvent
  /** ISO 8601, UTC. */
  readonly at: string
  readonly statementHash: string
  readonly recordHash: string
  readonly choices: DataChoices
}

/** What is known of a person's consent besides the acts. */
export interface ConsentRecordFacts {
  readonly id: string
  /** A pseudonym: the service knows no name here. */
  readonly principal: string
  readonly document: ContractDocument
  readonly documentHash: string
  /** Where the notice, this record and the way to withdraw are. */
  readonly address: string
  readonly service: string
  readonly acts: readonly DataConsentAct[]
}

const STATES = { given: 'consent given', changed: 'consent given', withdrawn: 'consent withdrawn', refused: 'consent refused' } as const

/**
 * A consent record with the fields that ISO/IEC TS 27560:2023 names: header, processing, party and events. What the standard leaves to its
 * users (controlled vocabularies) is plain text of the notice. Nothing in it says who the person is.
 */
export function encodeConsentRecord({ id, principal, document, documentHash, address, service, acts }: ConsentRecordFacts): Record<string, unknown> {
  const { privacy, language, jurisdiction } = document
  if (!privacy) throw new TypeError('the document has no notice')
  const asked = new Set(askedPurposes(privacy).map((purpose) => purpose.id))
  const latest = acts.at(-1)
  return {
    schema_version: 'ISO/IEC TS 27560:2023',
    record_id: id,
    pii_principal_id: principal,
    pii_processing: {
      privacy_notice: { address, hash: hashNotice(privacy), contract_document_hash: documentHash, version: document.version },
      language,
      purposes: privacy.purposes.map(({ id: purpose, why, what, basis, retention, recipients }) => ({
        purpose_id: purpose,
        purpose: why,
        lawful_basis: basis,
        pii_information: [{ pii_type: what }],
        pii_controllers: [privacy.controller],
        storage_locations: [service],
        retention_period: retention,
        recipient_third_parties: recipients,
        withdrawal_method: asked.has(purpose) ? address : null,
        jurisdiction,
        event_state: asked.has(purpose) ? (latest?.choices[purpose] ? 'consent given' : 'no consent') : 'not based on consent',
      })),
    },
    party_identification: [{ party_id: 'controller', party_name: privacy.controller, party_contact: privacy.contact, party_type: 'PII controller' }],
    event: acts.map(({ event, at, statementHash, recordHash, choices }) => ({
      event_time: at,
      validity_duration: 'until withdrawn',
      entity_id: principal,
      event_type: event === 'withdrawn' ? 'withdrawal' : 'explicit consent',
      event_state: STATES[event],
      purposes: Object.entries(choices).map(([purpose, state]) => ({ purpose_id: purpose, consent: state })),
      statement_hash: statementHash,
      record_hash: recordHash,
    })),
  }
}
