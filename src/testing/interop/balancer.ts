import { once } from 'node:events'
import { createServer, request } from 'node:http'

/** A load balancer of the plainest kind: each request goes to the next process that takes it. */
export interface Balancer {
  readonly address: string
  /** Ports behind it, in turn. */
  setPorts(ports: readonly number[]): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Listens on `port` of loopback. A process that refuses the connection is passed over; an answer that breaks off is not asked for again. */
export async function startBalancer(port: number): Promise<Balancer> {
  let ports: readonly number[] = []
  let turn = 0
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => pass(ports.length))
    const pass = (left: number): void => {
      const next = ports[turn++ % Math.max(ports.length, 1)]
      if (left === 0 || next === undefined) return void outgoing.writeHead(503).end()
      const onward = request({ host: 'localhost', port: next, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
        answer.on('error', () => outgoing.destroy())
      })
      onward.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNREFUSED' ? pass(left - 1) : outgoing.destroy()))
      onward.end(Buffer.concat(chunks))
    }
  })
  server.listen(port, 'localhost')
  await once(server, 'listening')
  return {
    address: `http://localhost:${port}`,
    setPorts: (given) => void (ports = given),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
