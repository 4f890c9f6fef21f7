import type { FastifyReply } from 'fastify'
import type { SignedFile } from '../acceptance/answer.ts'

/** A signed file as a download that browsers may also show. */
export function sendFile(reply: FastifyReply, { bytes, name }: Pick<SignedFile, 'bytes' | 'name'>): FastifyReply {
  return reply.type('application/pdf').header('content-disposition', `inline; filename="${name}"`).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
}

/** A sealed sheet of the service's as a download. */
export function sendSheet(reply: FastifyReply, bytes: Uint8Array, name: string): FastifyReply {
  return reply.type('application/pdf').header('cache-control', 'no-store').header('content-disposition', `attachment; filename="${name}.pdf"`).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
}
