import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A letter as it came over the line. */
export interface ReceivedLetter {
  readonly from: string
  readonly to: string
  /** When its last line came, ISO 8601. */
  readonly sentAt: string
  /** Headers and body, as sent. */
  readonly source: string
  /** The plain text, decoded. */
  readonly text: string
}

/** A mail server on loopback that takes every letter, but where it is told to answer otherwise (RFC 5321: EHLO, MAIL, RCPT, DATA, RSET, QUIT). */
export interface MailReceiver {
  readonly url: string
  readonly letters: readonly ReceivedLetter[]
  /** Reply code to a recipient from now on; 250 takes it. */
  answer(recipient: string, reply: number): void
  /** Reply code to letters themselves from now on, after the last line. */
  answerLetter(reply: number): void
  [Symbol.asyncDispose](): Promise<void>
}

const decodeQuotedPrintable = (text: string): string =>
  Buffer.from(text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString('utf8')

/** The plain text of a message, also inside a multipart one (RFC 2045). */
export function readPlainText(source: string): string {
  const [head = '', ...rest] = source.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  const headers = head.replace(/\r\n[ \t]+/g, ' ')
  const boundary = /^content-type: multipart\/[^\r\n]*boundary="?([^"\r\n;]+)"?/im.exec(headers)?.[1]
  if (boundary !== undefined) {
    const parts = body.split(`--${boundary}`).slice(1, -1).map((part) => readPlainText(part.replace(/^\r\n/, '').replace(/\r\n$/, '')))
    return parts.find((text) => text !== '') ?? ''
  }
  if (!/^content-type: text\/plain/im.test(headers)) return ''
  const encoding = /^content-transfer-encoding: (\S+)/im.exec(headers)?.[1]?.toLowerCase()
  return encoding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : encoding === 'quoted-printable' ? decodeQuotedPrintable(body) : body
}

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? ''

interface Replies {
  readonly recipients: Map<string, number>
  letter: number
}

function converse(socket: Socket, replies: Replies, take: (letter: ReceivedLetter) => void): void {
  let [waiting, from, inData] = ['', '', false]
  let to: string[] = []
  let lines: string[] = []
  const say = (line: string): void => void socket.write(`${line}\r\n`)
  const finish = (): void => {
    if (replies.letter >= 300) return say(`${replies.letter} not this letter`)
    const source = lines.join('\r\n')
    for (const each of to) take({ from, to: each, sentAt: new Date(Date.now()).toISOString(), source, text: readPlainText(source) })
    say('250 taken')
  }
  const hear = (line: string): void => {
    if (inData) {
      if (line !== '.') return void lines.push(line.startsWith('.') ? line.slice(1) : line)
      inData = false
      return finish()
    }
    const [verb = ''] = line.toUpperCase().split(/[ :]/)
    if (verb === 'EHLO' || verb === 'HELO') return say('250 receiver')
    if (verb === 'MAIL') {
      from = addressIn(line)
      to = []
      return say('250 ok')
    }
    if (verb === 'RCPT') {
      const reply = replies.recipients.get(addressIn(line)) ?? 250
      if (reply < 300) to.push(addressIn(line))
      return say(`${reply} ${reply < 300 ? 'ok' : reply < 500 ? 'try again later' : 'no such mailbox'}`)
    }
    if (verb === 'DATA') {
      if (to.length === 0) return say('503 nobody named')
      inData = true
      lines = []
      return say('354 go on')
    }
    if (verb === 'QUIT') return void socket.end('221 bye\r\n')
    say(verb === 'RSET' || verb === 'NOOP' ? '250 ok' : '502 not known')
  }
  say('220 receiver')
  // One octet a letter, so that a line may break anywhere.
  socket.setEncoding('latin1').on('error', () => socket.destroy()).on('data', (chunk: string) => {
    waiting += chunk
    for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
      const line = waiting.slice(0, end)
      waiting = waiting.slice(end + 2)
      hear(line)
    }
  })
}

export async function startMailReceiver(): Promise<MailReceiver> {
  const replies: Replies = { recipients: new Map(), letter: 250 }
  const letters: ReceivedLetter[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    converse(socket, replies, (letter) => void letters.push(letter))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letters,
    answer: (recipient, reply) => void replies.recipients.set(recipient, reply),
    answerLetter: (reply) => void (replies.letter = reply),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
