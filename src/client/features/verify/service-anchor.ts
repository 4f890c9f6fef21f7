import { useMemo } from 'react'
import * as z from 'zod/mini'
import { decodeBase64 } from '../../../core/bytes/base64.ts'
import { isCodedError } from '../../../core/bytes/error.ts'
import type { LogTrust } from '../../../core/evidence/examine/certificate-log.ts'
import { parseAnchors } from '../../../core/validation/anchor.ts'
import type { Anchor } from '../../../core/validation/anchor.ts'
import type { CheckPage, Service } from '../../../protocol/service.ts'
import { useService } from '../../api/query.ts'
import { IS_STANDALONE } from './edition.ts'

export interface ServiceAnchor {
  /** This service's root; empty while it is not known. */
  readonly own: readonly Anchor[]
  /** Its public log, which its certificates must be in; empty while that is not known. */
  readonly logs: readonly LogTrust[]
  readonly isPending: boolean
  readonly isMissing: boolean
  /** The page as one file to keep, where the service offers it. */
  readonly checkPage: CheckPage | null
}

function readRoot(certificate: string | undefined): readonly Anchor[] {
  if (certificate === undefined) return []
  try {
    return parseAnchors(decodeBase64(certificate))
  } catch (error) {
    if (isCodedError(error)) return []
    throw error
  }
}

/** The log of the authority whose root this is. */
function readLog(own: readonly Anchor[], log: Pick<Service['log'], 'verifiers' | 'since'> | undefined): readonly LogTrust[] {
  return log ? own.map(({ thumbprint }) => ({ root: thumbprint, verifiers: log.verifiers, since: Date.parse(log.since) })) : []
}

/** Asked for once when the page opens; without it, nothing is trusted until the person adds a root. */
function useFetched(): ServiceAnchor {
  const service = useService()
  const certificate = service.data?.root.certificate
  const own = useMemo(() => readRoot(certificate), [certificate])
  const log = service.data?.log
  const logs = useMemo(() => readLog(own, log), [own, log])
  return { own, logs, isPending: service.isPending, isMissing: service.isError, checkPage: service.data?.checkPage ?? null }
}

const embeddedSchema = z.object({ root: z.string(), log: z.optional(z.object({ verifiers: z.array(z.string()), since: z.number() })) })

/** In the page as one file: written into it by the service that gave it out. */
function useEmbedded(): ServiceAnchor {
  const text = document.getElementById('service')?.textContent ?? ''
  return useMemo(() => {
    const embedded = embeddedSchema.safeParse(text === '' ? null : JSON.parse(text))
    const own = readRoot(embedded.data?.root)
    const log = embedded.data?.log
    return { own, logs: readLog(own, log && { ...log, since: new Date(log.since).toISOString() }), isPending: false, isMissing: false, checkPage: null }
  }, [text])
}

/** The root of the service that this page comes from. */
export const useServiceAnchor: () => ServiceAnchor = IS_STANDALONE ? useEmbedded : useFetched
