export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly attachment?: { readonly name: string; readonly bytes: Uint8Array }
}

/** Why a letter was not taken: the SMTP reply code, if the mail system gave one, and whether trying again can help. */
export interface MailRefusal {
  readonly reply: number | null
  readonly isPermanent: boolean
}

/**
 * Reads what the mail library threw. A reply of class 5 to the recipient or to the letter itself is for good (RFC 5321 §4.2.1); anything
 * else, also a refused sign-in or sender, is the service's own trouble or passes, and the letter is tried again.
 */
export function readRefusal(error: unknown): MailRefusal {
  const { responseCode, command } = typeof error === 'object' && error !== null ? (error as { responseCode?: unknown; command?: unknown }) : {}
  const reply = typeof responseCode === 'number' && responseCode >= 400 && responseCode <= 599 ? responseCode : null
  return { reply, isPermanent: reply !== null && reply >= 500 && (command === 'RCPT TO' || command === 'DATA') }
}

/** Hands a letter to the mail system; rejects when that did not take it. */
export interface MailTransport {
  /** Name of the system the letter enters, as records say it. */
  readonly system: string
  send(letter: Letter): Promise<void>
}

/** An SMTP server by its address. The mail library is loaded only here, since most first starts need none. */
export async function createSmtpTransport(url: string, from: string): Promise<MailTransport> {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({ url, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, disableFileAccess: true, disableUrlAccess: true })
  return {
    system: new URL(url).hostname,
    async send({ to, subject, text, attachment }) {
      const attachments = attachment ? [{ filename: attachment.name, content: Buffer.from(attachment.bytes), contentType: 'application/pdf' }] : []
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text, attachments })
    },
  }
}
