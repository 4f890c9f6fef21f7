import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Service } from '../../../../protocol/service.ts'
import type { Offer } from '../offer.ts'
import { createCeremony } from './ceremony.ts'
import type { Ceremony, CeremonyState } from './ceremony.ts'
import { openBell } from './lock.ts'
import { createOptions } from './ports.ts'

interface Bound {
  readonly ceremony: Ceremony
  readonly connect: () => () => void
}

function bind(token: string, offer: Offer, service: Service): Bound {
  let ring = () => {}
  const options = createOptions({ token, offer, service, onTimestamping: () => ceremony.showPhase('timestamping'), onShare: (share) => ceremony.showShare(share), onRepeating: (isRepeating) => ceremony.showRepeating(isRepeating) })
  const ceremony = createCeremony({ ...options, tell: () => ring() })
  const connect = () => {
    const bell = openBell(`countersign:act:${offer.view.offer}`, () => void ceremony.reload())
    ring = bell.ring
    // What was cut by the network goes on by itself when the network is back.
    const onOnline = () => {
      if (ceremony.getState().failure?.remedy === 'wait') void ceremony.resume()
    }
    addEventListener('online', onOnline)
    void ceremony.resume()
    return () => {
      bell.close()
      ring = () => {}
      removeEventListener('online', onOnline)
    }
  }
  return { ceremony, connect }
}

/** The offer's act of signing, gone on with when the page opens. */
export function useCeremony(token: string, offer: Offer, service: Service): readonly [CeremonyState, Ceremony] {
  const { documentHash, offer: id } = offer.view
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- another object for the same version of the same offer is the same act
  const { ceremony, connect } = useMemo(() => bind(token, offer, service), [token, id, documentHash, service])
  useEffect(connect, [connect])
  return [useSyncExternalStore(ceremony.subscribe, ceremony.getState), ceremony]
}
