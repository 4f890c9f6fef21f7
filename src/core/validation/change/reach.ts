/** A graph that is asked for its edges: numbers to the numbers they lead to, and back. */
export interface Edges {
  targets(number: number): Iterable<number>
  sources(number: number): Iterable<number>
}

/**
 * What can be reached from one number, each by a shortest way when it was found, kept while edges come and go: what it costs to go on is
 * what the change touches, not what the graph holds.
 */
export class Reach {
  readonly #edges: Edges
  readonly #parents = new Map<number, number>()
  readonly #levels = new Map<number, number>()

  constructor(edges: Edges, root: number) {
    this.#edges = edges
    this.#levels.set(root, 0)
  }

  has(number: number): boolean {
    return this.#levels.has(number)
  }

  /** The one before it on its way from the root. */
  parentOf(number: number): number | undefined {
    return this.#parents.get(number)
  }

  /** Follows the edges that these numbers have now: what they newly lead to is reached, and what they lead to by a shorter way gets that. */
  grow(from: readonly number[]): void {
    // by level, so that whoever is reached is reached by a shortest way
    const waiting: number[][] = []
    const put = (number: number): void => void (waiting[this.#levels.get(number)!] ??= []).push(number)
    for (const number of from) if (this.has(number)) put(number)
    for (let level = 0; level < waiting.length; level++) {
      const now = waiting[level] ?? []
      for (let at = 0; at < now.length; at++) {
        const number = now[at]!
        if (this.#levels.get(number) !== level) continue
        for (const target of this.#edges.targets(number)) {
          const known = this.#levels.get(target)
          if (known !== undefined && known <= level + 1) continue
          this.#levels.set(target, level + 1)
          this.#parents.set(target, number)
          put(target)
        }
      }
    }
  }

  /** Takes edges as gone: whoever was reached over one is reached another way, or no longer. */
  cut(edges: readonly (readonly [number, number])[]): void {
    const lost = new Set(edges.flatMap(([from, to]) => (this.#parents.get(to) === from ? [to] : [])))
    for (const number of lost) for (const target of this.#edges.targets(number)) if (this.#parents.get(target) === number) lost.add(target)
    for (const number of lost) {
      this.#levels.delete(number)
      this.#parents.delete(number)
    }
    const shores = new Set<number>()
    for (const number of lost) for (const source of this.#edges.sources(number)) if (this.has(source)) shores.add(source)
    this.grow([...shores])
  }
}
