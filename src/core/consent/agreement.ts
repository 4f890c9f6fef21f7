/** A change that asks everyone to accept anew, or one that asks nobody. */
export type VersionKind = 'major' | 'minor'
export type VersionState = 'draft' | 'scheduled' | 'active' | 'retired'

/** What is known of one version of an agreement; instants are epoch milliseconds. */
export interface VersionFacts {
  /** `2.1`: major, minor. */
  readonly number: string
  /** null until it was given a day. */
  readonly activeFrom: number | null
  /** Taken out of force by hand; null while it was not. */
  readonly retiredAt: number | null
}

const partsOf = (number: string): readonly [number, number] => {
  const [major = 0, minor = 0] = number.split('.').map(Number)
  return [major, minor]
}

/** Order of versions by their numbers. */
export function compareNumbers(one: string, other: string): number {
  const [[a, b], [c, d]] = [partsOf(one), partsOf(other)]
  return a - c || b - d
}

/** The number after the last one: 1.0 first. */
export function nextVersionNumber(numbers: readonly string[], kind: VersionKind): string {
  const last = numbers.toSorted(compareNumbers).at(-1)
  if (last === undefined) return '1.0'
  const [major, minor] = partsOf(last)
  return kind === 'major' ? `${major + 1}.0` : `${major}.${minor + 1}`
}

/** The version in force at an instant: the one that came into force last; null when none has, or it was retired. */
export function activeVersion<T extends VersionFacts>(versions: readonly T[], now: number): T | null {
  const begun = versions.filter(({ activeFrom }) => activeFrom !== null && activeFrom <= now)
  const last = begun.toSorted((one, other) => one.activeFrom! - other.activeFrom! || compareNumbers(one.number, other.number)).at(-1)
  return last && (last.retiredAt === null || last.retiredAt > now) ? last : null
}

/** Draft, scheduled, active or retired: at every instant exactly one of them. */
export function versionState(version: VersionFacts, versions: readonly VersionFacts[], now: number): VersionState {
  if (version.activeFrom === null) return 'draft'
  if (version.retiredAt !== null && version.retiredAt <= now) return 'retired'
  if (version.activeFrom > now) return 'scheduled'
  return activeVersion(versions, now)?.number === version.number ? 'active' : 'retired'
}

/** Whether who accepted `accepted` is asked again now that `active` is in force: only for another major version. */
export function needsReacceptance(accepted: string, active: string): boolean {
  return partsOf(accepted)[0] !== partsOf(active)[0]
}
