import { describe, expect, test } from 'vitest'
import { isCodedError } from '../../core/bytes/error.ts'
import { Refusal } from '../refusal.ts'
import { checkWebhookAddress, isPrivateAddress, type Resolve } from './webhook-address.ts'

const names = (...addresses: readonly string[]): Resolve => () => Promise.resolve(addresses)
const problemOf = (text: string, resolve: Resolve, allowLocal = false): Promise<unknown> =>
  checkWebhookAddress(text, allowLocal, resolve).then(({ address }) => address, (error: unknown) => (error instanceof Refusal && isCodedError(error, 'WEBHOOK_REFUSED') ? error.details['problem'] : error))

describe('where news may be sent: a seller could make the service knock on doors of its own network', () => {
  test('a name that leads to a private address is refused, also when only one of its addresses is private', async () => {
    for (const addresses of [['10.0.0.8'], ['8.8.8.8', '127.0.0.1'], ['2606:4700::1111', '::ffff:192.168.0.1'], ['64:ff9b::a00:1'], ['2002:a00:1::'], ['fd12::1'], ['fe80::1%eth0']]) {
      expect(await problemOf('https://news.example/', names(...addresses)), addresses.join()).toBe('PRIVATE_ADDRESS')
    }
    expect(await problemOf('https://news.example/', names())).toBe('PRIVATE_ADDRESS')
    expect(await problemOf('https://news.example/', () => Promise.reject(new Error('no such host')))).toBe('UNKNOWN_HOST')
  })

  test('what the name leads to is asked once, and that very address is sent to: an answer that changes leads nowhere else', async () => {
    let asked = 0
    const rebinding: Resolve = () => Promise.resolve(asked++ === 0 ? ['93.184.216.34'] : ['127.0.0.1'])
    const { url, address } = await checkWebhookAddress('https://news.example/hook', false, rebinding)
    expect([url.hostname, address, asked]).toEqual(['news.example', '93.184.216.34', 1])
    expect(await problemOf('https://news.example/hook', rebinding), 'checked anew at each sending').toBe('PRIVATE_ADDRESS')
  })

  test('addresses in other spellings are read as what they are', async () => {
    const never: Resolve = () => Promise.reject(new Error('an address is no name'))
    for (const host of ['0x7f.1', '2130706433', '0177.0.0.1', '127.1', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]', '[::]', '0']) expect(await problemOf(`https://${host}/`, never), host).toBe('PRIVATE_ADDRESS')
    expect(await problemOf('https://8.8.8.8/', never)).toBe('8.8.8.8')
  })

  test('only https, without a name or password in it, and nothing else that is an address', async () => {
    const open = names('93.184.216.34')
    expect(await problemOf('http://news.example/', open)).toBe('PLAIN_HTTP')
    expect(await problemOf('ftp://news.example/', open)).toBe('PLAIN_HTTP')
    expect(await problemOf('file:///etc/passwd', open)).toBe('PLAIN_HTTP')
    expect(await problemOf('https://me:secret@news.example/', open)).toBe('CREDENTIALS')
    expect(await problemOf('https://', open)).toBe('MALFORMED')
    expect(await problemOf('http://127.0.0.1:9/', open, true), 'development').toBe('127.0.0.1')
  })

  test('IPv4 inside IPv6 is unwrapped, in every spelling', () => {
    for (const address of ['::ffff:10.0.0.1', '::FFFF:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:7f00:1', '0000:0000:0000:0000:0000:ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::7f00:1']) expect(isPrivateAddress(address), address).toBe(true)
  })
})
