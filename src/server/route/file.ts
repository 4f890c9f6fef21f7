import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { SignedFile } from '../acceptance/answer.ts'

/** A file as it comes from the store; what cannot be opened at all is refused before anything is sent. */
export async function sendChunks(reply: FastifyReply, { name, size, chunks }: { readonly name: string; readonly size: number; readonly chunks: AsyncIterable<Uint8Array> }): Promise<FastifyReply> {
  const rest = chunks[Symbol.asyncIterator]()
  const first = await rest.next()
  const all = async function* (): AsyncGenerator<Uint8Array> {
    if (!first.done) yield first.value
    yield* { [Symbol.asyncIterator]: () => rest }
  }
  return reply.type('application/pdf').header('content-disposition', `inline; filename="${name}"`).header('content-length', size).send(Readable.from(all(), { objectMode: false }))
}

/** A signed file as a download that browsers may also show. */
export function sendSigned(reply: FastifyReply, { name, size, chunks }: SignedFile): Promise<FastifyReply> {
  return sendChunks(reply, { name, size, chunks: chunks() })
}

/** A file in memory as a download that browsers may also show. */
export function sendFile(reply: FastifyReply, { bytes, name }: { readonly bytes: Uint8Array; readonly name: string }): FastifyReply {
  return reply.type('application/pdf').header('content-disposition', `inline; filename="${name}"`).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
}

/** A sealed sheet of the service's as a download. */
export function sendSheet(reply: FastifyReply, bytes: Uint8Array, name: string): FastifyReply {
  return reply.type('application/pdf').header('cache-control', 'no-store').header('content-disposition', `attachment; filename="${name}.pdf"`).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
}
