import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { isCodedError } from '../../../core/bytes/error.ts'
import { parseAnchors } from '../../../core/validation/anchor.ts'
import type { Anchor } from '../../../core/validation/anchor.ts'
import { parseSupplied } from '../../../core/validation/supplied.ts'
import type { Supplied } from '../../../core/validation/supplied.ts'
import { loadTrust, saveTrust } from './anchor-store.ts'
import type { Remembered } from './anchor-store.ts'
import { useServiceAnchor } from './service-anchor.ts'
import type { Trust } from './use-cases.ts'

/** Data for these checks from a file or a fetch; forgotten with the page. */
export interface SuppliedFile {
  readonly name: string
  readonly content: Supplied
}

const NOTHING: Remembered = { anchors: [], isOwnRefused: false }

async function readAll<Content>(files: readonly File[], parse: (bytes: Uint8Array) => Content): Promise<{ readonly read: readonly { readonly name: string; readonly content: Content }[]; readonly failed: readonly string[] }> {
  const read: { name: string; content: Content }[] = []
  const failed: string[] = []
  for (const file of files) {
    try {
      read.push({ name: file.name, content: parse(new Uint8Array(await file.arrayBuffer())) })
    } catch (error) {
      if (!isCodedError(error) && !(error instanceof DOMException)) throw error
      failed.push(file.name)
    }
  }
  return { read, failed }
}

/** Whom this page trusts (remembered on this device), and what was supplied for these checks. */
export function useTrust() {
  const service = useServiceAnchor()
  const [remembered, setRemembered] = useState<Remembered | null>(null)
  const [isKept, setKept] = useState(true)
  const [supplied, setSupplied] = useState<readonly SuppliedFile[]>([])
  const latest = useRef<Remembered | null>(null)
  useEffect(() => {
    let isGone = false
    void loadTrust().then((found) => {
      if (isGone || latest.current !== null) return
      latest.current = found ?? NOTHING
      setRemembered(latest.current)
    })
    return () => {
      isGone = true
    }
  }, [])

  const remember = useCallback((change: (now: Remembered) => Remembered) => {
    const changed = change(latest.current ?? NOTHING)
    latest.current = changed
    setRemembered(changed)
    void saveTrust(changed).then(setKept)
  }, [])
  /** Gives the names of files in which no certificate was found. */
  const addAnchors = useCallback(async (files: readonly File[]): Promise<readonly string[]> => {
    const { read, failed } = await readAll(files, parseAnchors)
    const found = read.flatMap(({ content }) => content)
    if (found.length > 0) remember((now) => ({ ...now, anchors: [...new Map([...now.anchors, ...found].map((one) => [one.thumbprint, one])).values()] }))
    return failed
  }, [remember])
  /** Gives the way to take it back. */
  const removeAnchor = useCallback((anchor: Anchor): (() => void) => {
    remember((now) => ({ ...now, anchors: now.anchors.filter(({ thumbprint }) => thumbprint !== anchor.thumbprint) }))
    return () => remember((now) => ({ ...now, anchors: [...now.anchors.filter(({ thumbprint }) => thumbprint !== anchor.thumbprint), anchor] }))
  }, [remember])
  const refuseOwn = useCallback((isOwnRefused: boolean) => remember((now) => ({ ...now, isOwnRefused })), [remember])
  const supply = useCallback((files: readonly SuppliedFile[]) => {
    // nothing new is no reason to judge again, which would take away what was just said
    if (files.length > 0) setSupplied((now) => [...now, ...files])
  }, [])
  const supplyFiles = useCallback(async (files: readonly File[]): Promise<readonly string[]> => {
    const { read, failed } = await readAll(files, parseSupplied)
    if (read.length > 0) supply(read)
    return failed
  }, [supply])
  const withdraw = useCallback((one: SuppliedFile) => setSupplied((now) => now.filter((other) => other !== one)), [])

  const added = remembered?.anchors
  const isOwnRefused = remembered?.isOwnRefused ?? false
  const trust = useMemo((): Trust => ({ anchors: [...(isOwnRefused ? [] : service.own), ...(added ?? [])], supplied: supplied.map(({ content }) => content), logs: service.logs }), [service.own, service.logs, added, isOwnRefused, supplied])
  return { trust, service, added: added ?? [], isOwnRefused, isKept, isReady: remembered !== null, supplied, addAnchors, removeAnchor, refuseOwn, supply, supplyFiles, withdraw }
}

export type TrustState = ReturnType<typeof useTrust>
