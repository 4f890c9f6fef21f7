import { expect, test } from 'vitest'
import { startMailReceiver } from '../../testing/mail/receiver.ts'
import { createSmtpTransport } from './transport.ts'

test('a letter reaches its mailbox over SMTP with every letter of Vietnamese and its file; one that the mail server refuses is known to be refused', async () => {
  await using receiver = await startMailReceiver()
  receiver.answer('nobody@example.com', 550)
  const { system, send } = await createSmtpTransport(receiver.url, 'Countersign <no-reply@sign.example.org>')
  expect(system).toBe('127.0.0.1')
  const text = 'Mã của bạn: 123456\n.\n.. một dòng bắt đầu bằng dấu chấm\nHợp đồng số 7, đồng ý và ký.'
  await send({ to: 'lan@example.com', subject: 'Mã xác nhận – hợp đồng', text, attachment: { name: 'hợp đồng.pdf', bytes: new TextEncoder().encode('%PDF-1.7 …') } })
  await send({ to: 'lan@example.com', subject: 'Không kèm tệp', text })
  expect(receiver.letters.map(({ from, to }) => [from, to])).toEqual([['no-reply@sign.example.org', 'lan@example.com'], ['no-reply@sign.example.org', 'lan@example.com']])
  for (const letter of receiver.letters) expect(letter.text.trimEnd().replaceAll('\r\n', '\n')).toBe(text)
  expect(receiver.letters[0]!.source).toContain(Buffer.from('%PDF-1.7 …', 'utf8').toString('base64'))
  await expect(send({ to: 'nobody@example.com', subject: 'x', text: 'x' })).rejects.toThrow('550')
  // What stands behind a line's end in an address, or in a subject, is no word to the mail server and no header.
  await send({ to: 'lan@example.com\r\nRCPT TO:<other@example.com>', subject: 'x\r\nBcc: other@example.com', text: 'x' }).catch(() => undefined)
  expect(receiver.letters.filter(({ to, source }) => to === 'other@example.com' || /^bcc:/im.test(source))).toEqual([])
})
