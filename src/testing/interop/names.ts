import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A name service on loopback that knows one name, as a network of containers knows its services (RFC 1035). */
export interface Names {
  /** `address:port`. */
  readonly address: string
  /** Whom it was asked for so far. */
  readonly asked: number
  [Symbol.asyncDispose](): Promise<void>
}

const HEADER = 12
const CLASS_IN = 1
const TYPE_A = 1

/** The end of the question's name, and its first label. */
function readQuestion(query: Buffer): { readonly label: string; readonly end: number } | null {
  let [at, label] = [HEADER, '']
  while (at < query.length && query[at] !== 0) {
    const length = query[at]!
    if (length > 63) return null
    if (label === '') label = query.toString('latin1', at + 1, at + 1 + length)
    at += length + 1
  }
  return at + 5 <= query.length ? { label, end: at + 5 } : null
}

function answer(query: Buffer, name: string, addresses: readonly string[]): Buffer | null {
  const question = query.length > HEADER ? readQuestion(query) : null
  if (!question) return null
  const isAddress = query.readUInt16BE(question.end - 4) === TYPE_A
  const known = question.label.toLowerCase() === name
  const given = known && isAddress ? addresses : []
  const head = Buffer.alloc(HEADER)
  query.copy(head, 0, 0, 2)
  // An answer of its own authority; the name is not known: code 3.
  head.writeUInt16BE(known ? 0x8580 : 0x8583, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(given.length, 6)
  const records = given.map((address) => Buffer.from([0xc0, HEADER, 0, TYPE_A, 0, CLASS_IN, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)]))
  return Buffer.concat([head, query.subarray(HEADER, question.end), ...records])
}

export async function startNames(name: string, addresses: readonly string[]): Promise<Names> {
  const socket = createSocket('udp4')
  let asked = 0
  socket.on('message', (query, { port, address }) => {
    const reply = answer(query, name, addresses)
    if (!reply) return
    if (reply.readUInt16BE(6) > 0) asked++
    socket.send(reply, port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    get asked() {
      return asked
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}
