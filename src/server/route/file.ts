import type { FastifyReply } from 'fastify'
import type { SignedFile } from '../acceptance/answer.ts'

/** A signed file as a download that browsers may also show. */
export function sendFile(reply: FastifyReply, { bytes, name }: SignedFile): FastifyReply {
  return reply.type('application/pdf').header('content-disposition', `inline; filename="${name}"`).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
}
