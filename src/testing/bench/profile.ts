import { Session } from 'node:inspector/promises'
import * as z from 'zod'

const profileSchema = z.object({
  profile: z.object({
    nodes: z.array(z.object({ id: z.number(), callFrame: z.object({ functionName: z.string(), url: z.string() }), children: z.optional(z.array(z.number())) })),
    samples: z.array(z.number()),
    timeDeltas: z.array(z.number()),
  }),
})
type Profile = z.infer<typeof profileSchema>['profile']

/** Milliseconds of a profile by where they were spent, most first. */
export type Breakdown = ReadonlyMap<string, number>

const PROFILER = 'the profiler itself'

/** A room of the source, a package, or what Node itself does. */
function nameRoom(url: string, functionName: string): string | null {
  if (url === 'node:inspector') return PROFILER
  if (functionName === '(idle)') return 'waiting (disk, network)'
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName === '(program)') return 'native code outside JavaScript'
  const source = /\/src\/(core\/\w+|\w+)\//.exec(url)?.[1]
  if (source) return source
  // SQLite itself is native and counts for its caller.
  const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
  if (name) return name === 'kysely' ? 'kysely and the database' : name
  return url.startsWith('node:') ? 'Node (files, HTTP, cryptography)' : null
}

/** Time by room: a frame that belongs to none (a native function) counts for the room that called it. */
export function breakDown(profile: Profile): Breakdown {
  const parents = new Map(profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)))
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const roomOf = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const node = nodes.get(at)
      const room = node ? nameRoom(node.callFrame.url, node.callFrame.functionName) : null
      if (room) return room
    }
    return 'elsewhere'
  }
  const rooms = new Map<string, number>()
  profile.samples.forEach((id, index) => {
    const room = roomOf(id)
    rooms.set(room, (rooms.get(room) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000)
  })
  rooms.delete(PROFILER)
  return new Map([...rooms].sort((a, b) => b[1] - a[1]))
}

/** Runs some work with this process's CPU profiler on. */
export async function profile(work: () => Promise<void>): Promise<Breakdown> {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 100 })
    await session.post('Profiler.start')
    await work()
    return breakDown(profileSchema.parse(await session.post('Profiler.stop')).profile)
  } finally {
    session.disconnect()
  }
}
