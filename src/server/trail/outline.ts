import { encodeUtf8 } from '../../core/bytes/text.ts'
import { formatDate, formatInteger } from '../../core/contract/format.ts'
import { FACT_WORDS } from '../../core/evidence/fact-words.ts'
import { parseRecordProof } from '../../core/evidence/record-proof.ts'
import { describeReason } from '../../core/evidence/reason-words.ts'
import { inZone, type Trail, type TrailEvent } from '../../core/evidence/trail.ts'
import { describeEvent, nameActor } from '../../core/evidence/trail-words.ts'
import { spread, type SheetBlock } from '../../core/typeset/sheet/block.ts'
import type { Parts } from '../parts.ts'
import { sealSheet } from '../sheet/seal.ts'
import { HOME_ZONE, showEverywhere, showIn } from '../sheet/time.ts'
import { TRAIL_FILE_WORDS } from './words.ts'

type Language = 'vi' | 'en'
const PRINTABLE_GROUP = 16

/** The zones in which a trail's times are told, the contract's own first. */
export function zonesOf({ parties }: Pick<Trail, 'parties'>): readonly [string, ...string[]] {
  const zones = [...new Set(parties.flatMap(({ zone }) => (zone === null ? [] : [zone])))]
  return zones.includes(HOME_ZONE) || zones.length === 0 ? [HOME_ZONE, ...zones.filter((zone) => zone !== HOME_ZONE)] : [zones[0]!, ...zones.slice(1)]
}

function describeLines(event: TrailEvent, trail: Trail, language: Language): string[] {
  const words = TRAIL_FILE_WORDS[language]
  const facts = FACT_WORDS[language]
  const zones = zonesOf(trail)
  const show = (instant: string): string => showEverywhere(instant, zones, language)
  const { times, identity, proof } = event
  const hashes = [
    event.documentHash && words.document(spread(event.documentHash, PRINTABLE_GROUP)), event.statementHash && words.statement(spread(event.statementHash, PRINTABLE_GROUP)),
    event.fileHash && words.file(spread(event.fileHash, PRINTABLE_GROUP)), event.certificateThumbprint && words.certificate(spread(event.certificateThumbprint, PRINTABLE_GROUP)),
  ].filter((one) => one !== null && one !== '')
  const place = proof === null ? null : parseRecordProof(proof)
  return [
    words.recorded(show(times.observed)),
    times.claimed !== null && words.claimed(show(times.claimed)),
    times.timestamped !== null && words.timestamped(show(times.timestamped)),
    times.sent && words.sent(show(times.sent.instant), words.rules[times.sent.rule], times.sent.place ?? ''),
    times.received && words.received(show(times.received.instant), words.rules[times.received.rule], times.received.place ?? ''),
    identity && `${facts.identity}: ${facts.identities(identity)}`,
    identity === null && event.actor.kind === 'visitor' && event.party !== null && words.holder,
    event.presentation && `${facts.presentation}: ${facts.presentations[event.presentation]}`,
    event.act && `${facts.act}: ${facts.acts[event.act]}`,
    event.notice && words.notice[event.notice.inView === null ? 'unknown' : event.notice.inView ? 'seen' : 'unseen'],
    event.reason !== null && (describeReason(event.event, event.reason, language) ?? words.reason(event.reason)),
    [event.version && words.version(event.version), ...hashes].filter(Boolean).join(' · '),
    event.from && words.from(event.from.address ?? '', event.from.agent ?? ''),
    event.withheld && words.withheld,
    words.record(event.sequence + 1, spread(event.recordHash, PRINTABLE_GROUP)),
    place ? words.logged(formatInteger(String(place.index), language), formatInteger(String(place.size), language), place.origin) : words.unlogged,
  ].filter((line): line is string => typeof line === 'string' && line !== '')
}

/** A trail as a reader meets it: the parties, then day by day. */
export function outlineTrail(trail: Trail, language: Language): SheetBlock[] {
  const words = TRAIL_FILE_WORDS[language]
  const [zone] = zonesOf(trail)
  const names = Object.fromEntries(trail.parties.map(({ id, role, name }) => [id, name ?? role]))
  const days = Map.groupBy(trail.events, ({ times }) => inZone(times.observed, zone).day)
  return [
    { kind: 'title', text: `${words.title}: ${trail.title}`, meta: words.meta(trail.number, showIn(trail.madeAt, zone, language)) },
    { kind: 'paragraph', text: words.intro },
    ...(trail.reader === null ? [] : [{ kind: 'paragraph', text: words.partial } as const]),
    { kind: 'heading', text: words.parties },
    { kind: 'facts', rows: trail.parties.map(({ role, name, zone: own }) => [role, [name ?? '–', own && words.zone(own)].filter(Boolean).join(' · ')] as const) },
    ...[...days].flatMap(([day, events]): SheetBlock[] => [
      { kind: 'heading', text: formatDate(day, language) },
      ...events.map((event): SheetBlock => {
        const actor = event.event === 'reminded' && event.party !== null ? { kind: 'party' as const, party: event.party } : event.actor
        const name = nameActor(actor, event.party, names, language)
        const lead = describeEvent({ event: event.event, name, version: event.version, isNotice: event.notice !== null, isReceived: event.times.received !== null, keptUntil: event.keptUntil }, language)
        return { kind: 'entry', time: inZone(event.times.observed, zone).clock, lead, lines: describeLines(event, trail, language) }
      }),
    ]),
  ]
}

export const encodeTrail = (trail: Trail): string => `${JSON.stringify(trail, null, 2)}\n`

/** The trail as a sealed file for people, with the JSON attached. */
export function sealTrail(parts: Parts, trail: Trail, language: Language): Promise<Uint8Array> {
  const words = TRAIL_FILE_WORDS[language]
  return sealSheet(parts, {
    blocks: outlineTrail(trail, language),
    title: `${words.title}: ${trail.title}`,
    foot: `${trail.number} · ${words.title}`,
    language,
    files: [{ name: 'audit-trail.json', mediaType: 'application/json', relationship: 'Data', description: words.attachment, bytes: encodeUtf8(encodeTrail(trail)) }],
  })
}
