import { outboxSchema, serviceSchema } from '../../protocol/service.ts'
import type { Outbox, Service } from '../../protocol/service.ts'
import { requestBytes, requestJson } from './request.ts'

export function fetchService(): Promise<Service> {
  return requestJson(serviceSchema, '/api/service')
}

export function fetchOutbox(): Promise<Outbox> {
  return requestJson(outboxSchema, '/api/outbox')
}

/** Asks the timestamp service (RFC 3161): DER in, DER out. */
export function fetchTimestamp(request: Uint8Array): Promise<Uint8Array> {
  return requestBytes('/pki/tsa', { method: 'POST', bytes: { type: 'application/timestamp-query', content: request } })
}
