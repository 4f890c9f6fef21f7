import * as z from 'zod'

const targetsSchema = z.array(z.object({ webSocketDebuggerUrl: z.string() }))
const answerSchema = z.object({ id: z.optional(z.number()), result: z.optional(z.unknown()), error: z.optional(z.unknown()) })
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

/** A running Node's inspector: a CPU profile between two moments. */
export interface Profiler {
  start(): Promise<void>
  stop(): Promise<Breakdown>
  close(): void
}

/** A room of the source, a package, or what Node itself does. */
function nameRoom(url: string, functionName: string): string | null {
  if (functionName === '(idle)') return 'waiting (disk, network)'
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName === '(program)') return 'native code outside JavaScript'
  const source = /\/src\/(core\/\w+|\w+)\//.exec(url)?.[1]
  if (source) return source
  const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
  if (name) return name
  return url.startsWith('node:') ? 'Node' : null
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
  return new Map([...rooms].sort((a, b) => b[1] - a[1]))
}

/** Connects to the inspector of a Node started with `--inspect=127.0.0.1:port`. */
export async function openProfiler(port: number): Promise<Profiler> {
  const targets = targetsSchema.parse(await (await fetch(`http://127.0.0.1:${port}/json/list`)).json())
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '')
  await new Promise((open, failed) => {
    socket.addEventListener('open', open)
    socket.addEventListener('error', failed)
  })
  let last = 0
  const ask = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((done, failed) => {
      const id = ++last
      const hear = (event: MessageEvent): void => {
        const answer = answerSchema.parse(JSON.parse(String(event.data)))
        if (answer.id !== id) return
        socket.removeEventListener('message', hear)
        if (answer.error) failed(new Error(JSON.stringify(answer.error)))
        else done(answer.result)
      }
      socket.addEventListener('message', hear)
      socket.send(JSON.stringify({ id, method, params }))
    })
  await ask('Profiler.enable')
  await ask('Profiler.setSamplingInterval', { interval: 100 })
  return {
    start: async () => void (await ask('Profiler.start')),
    stop: async () => breakDown(profileSchema.parse(await ask('Profiler.stop')).profile),
    close: () => socket.close(),
  }
}
