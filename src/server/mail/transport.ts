export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly attachment?: { readonly name: string; readonly bytes: Uint8Array }
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
