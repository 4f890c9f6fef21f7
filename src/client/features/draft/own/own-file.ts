import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { decodeBase64 } from '../../../../core/bytes/base64.ts'
import type { ContractDraft } from '../../../../core/contract/document.ts'
import type { OwnPlace } from '../../../../core/contract/own-file.ts'
import { fetchDraftFile } from '../../../api/own-file.ts'
import { useService } from '../../../api/query.ts'
import { currentLocale } from '../../../locale/locale.ts'
import { openPort } from '../../../worker/port.ts'
import type { Cover } from '../../../../core/ceremony/own-cover.ts'
import type { Inspection, OwnFileCommands, OwnFilePhase } from './own-file-worker.ts'
// oxlint-disable-next-line import/default -- the build answers the address
import workerAddress from './own-file-worker.ts?worker&url'

/** The worker that reads a seller's own file. */
export const { ask } = openPort<OwnFileCommands, OwnFilePhase>({ address: workerAddress, name: 'own-file', stopped: 'OWN_FILE_UNREADABLE' })

let inspected: { readonly file: Blob; readonly found: Promise<Inspection> } | null = null

/** Reads a file in the worker, once for as long as it is the one being worked with. */
export function inspectFile(file: Blob, root: string | undefined, onShare: (share: number) => void): Promise<Inspection> {
  if (inspected?.file === file) return inspected.found
  const anchors = root === undefined ? [] : [decodeBase64(root)]
  const made = { file, found: ask('inspect', { file, anchors, language: currentLocale() }, onShare) }
  inspected = made
  made.found.catch(() => {
    if (inspected === made) inspected = null
  })
  return made.found
}

export interface LoadedFile {
  readonly file: Blob
  readonly inspection: Inspection
}

/** The draft's file as the service has it, read by the worker; `share` is how much of it is here. */
export function useOwnFile(contract: string, { file }: Pick<ContractDraft, 'file'>) {
  const service = useService()
  const root = service.data?.root.certificate
  const [share, setShare] = useState(0)
  const loaded = useQuery({
    queryKey: ['own-file', contract, file?.hash],
    enabled: file !== null && service.data !== undefined,
    queryFn: async (): Promise<LoadedFile> => {
      const blob = await fetchDraftFile(contract, file?.hash ?? '', setShare)
      return { file: blob, inspection: await inspectFile(blob, root, () => {}) }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  return { ...loaded, share }
}

const PAUSE = 250

/** What each place would cover, a moment after the last change; null while that is not known. */
export function useCover(places: readonly OwnPlace[], isReady: boolean): readonly Cover[] | null {
  const [cover, setCover] = useState<{ readonly of: readonly OwnPlace[]; readonly covers: readonly Cover[] } | null>(null)
  useEffect(() => {
    if (!isReady) return
    let isCurrent = true
    const timer = setTimeout(() => {
      ask('cover', places).then((covers) => isCurrent && setCover({ of: places, covers }), () => {
        // without an answer nothing is claimed
      })
    }, PAUSE)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [places, isReady])
  return cover?.of === places ? cover.covers : null
}
