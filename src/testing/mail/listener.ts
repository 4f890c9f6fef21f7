import { createServer, type AddressInfo, type Server } from 'node:net'

/** A mail system on a port of its own that speaks SMTP (RFC 5321) and answers as it is told. */
export interface MailListener extends AsyncDisposable {
  readonly url: string
  /** Letters taken, whole. */
  readonly taken: readonly string[]
  /** Reply code to a recipient; 250 takes it. */
  answer(recipient: string, reply: number): void
  /** Reply code to the letter itself, after its last line. */
  answerLetter(reply: number): void
}

function open(server: Server): Promise<number> {
  return new Promise((listening) => server.listen(0, '127.0.0.1', () => listening((server.address() as AddressInfo).port)))
}

export async function listenForMail(): Promise<MailListener> {
  const taken: string[] = []
  const replies = new Map<string, number>()
  let last = 250
  const server = createServer((socket) => {
    let text = ''
    let isLetter = false
    const say = (line: string) => void socket.write(`${line}\r\n`)
    say('220 mail.example.com ESMTP')
    const hear = (line: string) => {
      const [, recipient] = /^RCPT TO:<([^>]*)>/i.exec(line) ?? []
      if (recipient !== undefined) {
        const reply = replies.get(recipient) ?? 250
        say(`${reply} ${reply < 300 ? '2.1.5 ok' : reply < 500 ? '4.2.1 try again later' : '5.1.1 no such mailbox'}`)
      } else if (/^EHLO/i.test(line)) say('250 mail.example.com')
      else if (/^DATA/i.test(line)) {
        isLetter = true
        say('354 go on')
      } else if (/^QUIT/i.test(line)) {
        say('221 bye')
        socket.end()
      } else say('250 2.0.0 ok')
    }
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      for (;;) {
        const end = text.indexOf(isLetter ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const said = text.slice(0, end)
        text = text.slice(end + (isLetter ? 5 : 2))
        if (!isLetter) hear(said)
        else {
          isLetter = false
          if (last < 300) taken.push(said)
          say(`${last} ${last < 300 ? '2.0.0 taken' : '5.7.1 not this letter'}`)
        }
      }
    })
  })
  const port = await open(server)
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    answer: (recipient, reply) => void replies.set(recipient, reply),
    answerLetter: (reply) => void (last = reply),
    [Symbol.asyncDispose]: () => new Promise((closed) => server.close(() => closed())),
  }
}
