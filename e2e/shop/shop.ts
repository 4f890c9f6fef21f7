import { createHmac, createPublicKey, randomBytes, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import * as z from 'zod'
import { type Basket, GOODS, money, renderAsk, renderDelivery, renderDetails, renderGood, renderPage, renderPayment, renderReview, renderSearch, renderSignUp, SCRIPT, STYLE_SHEET } from './page.ts'

/** What the shop knows of the service it uses. */
export interface ShopChoice {
  /** Where the service is. */
  readonly service: string
  readonly terms: { readonly agreement: string; readonly secret: string }
  readonly order: { readonly agreement: string; readonly secret: string }
  /** Asked at sign-up beside the terms, each by itself, all or none. */
  readonly rules?: { readonly agreement: string; readonly secret: string }
}

/** A shop of somebody else's on another origin, which uses the service as any shop would. */
export interface Shop {
  readonly address: string
  /** Accounts that were opened and orders that were taken, each by a receipt the shop verified itself. */
  readonly accounts: readonly string[]
  readonly orders: readonly string[]
  readonly refused: readonly string[]
  /** Says which agreements it asks about, once its address is known to the service. */
  use(choice: ShopChoice): void
  close(): Promise<void>
}

interface Visitor extends Basket {
  account?: string
  nonce?: string
  paid?: string
}

const receiptSchema = z.object({ jti: z.string(), sub: z.string(), aud: z.string(), nonce: z.string(), agreement: z.string(), version: z.string(), event: z.enum(['agreed', 're-accepted']), total: z.object({ amount: z.string() }).nullable() })
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function readForm(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

/** Verifies a receipt with the service's published keys alone: no call to the service about this very receipt. */
async function verifyReceipt(service: string, jws: string): Promise<z.infer<typeof receiptSchema>> {
  const [head = '', body = '', tail = ''] = jws.split('.')
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string }
  const { keys } = (await (await fetch(`${service}/.well-known/jwks.json`)).json()) as { keys: { kid: string; kty: string; crv: string; x: string; y: string }[] }
  const jwk = keys.find((key) => key.kid === kid)
  if (!jwk || !verify('SHA256', Buffer.from(`${head}.${body}`), { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(tail, 'base64url'))) throw new Error('signature')
  return receiptSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()))
}

/** An order is the buyer's offer: the shop's own answer, with its secret, makes the contract. */
async function acceptOrder({ service, order }: ShopChoice, { jti, agreement }: z.infer<typeof receiptSchema>): Promise<void> {
  const answer = await fetch(`${service}/api/agreements/${agreement}/orders/${jti}/reply`, { method: 'POST', headers: { authorization: `Bearer ${order.secret}`, 'content-type': 'application/json' }, body: JSON.stringify({ accept: true }) })
  if (!answer.ok || z.object({ event: z.string() }).parse(await answer.json()).event !== 'accepted') throw new Error('answer')
}

/** Opens the shop on a free port of 127.0.0.1: to a browser another site than the service's localhost. */
export async function openShop(): Promise<Shop> {
  const visitors = new Map<string, Visitor>()
  const [accounts, orders, refused]: [string[], string[], string[]] = [[], [], []]
  let choice: ShopChoice | null = null
  let address = ''

  const sign = (secret: string, claims: Readonly<Record<string, unknown>>): string => {
    const now = Math.floor(Date.now() / 1000)
    const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ aud: address, iat: now, exp: now + 900, ...claims })}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }
  const visit = (request: IncomingMessage, response: ServerResponse): Visitor => {
    const known = /visitor=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]
    const id = known !== undefined && visitors.has(known) ? known : randomBytes(12).toString('base64url')
    const visitor = visitors.get(id) ?? {}
    visitors.set(id, visitor)
    response.setHeader('set-cookie', `visitor=${id}; HttpOnly; SameSite=Lax; Path=/`)
    return visitor
  }
  const take = async (service: string, visitor: Visitor, body: string): Promise<boolean> => {
    try {
      const receipts = z.array(z.object({ receipt: z.string() })).parse(JSON.parse(body))
      const verified = await Promise.all(receipts.map(({ receipt }) => verifyReceipt(service, receipt)))
      const [facts] = verified
      if (!facts || verified.some(({ aud, nonce }) => aud !== address || nonce !== visitor.nonce)) throw new Error('nonce')
      if (!facts.total && choice?.rules && new Set(verified.map(({ agreement }) => agreement)).size !== 2) throw new Error('agreements')
      delete visitor.nonce
      if (facts.total && choice) await acceptOrder(choice, facts)
      if (facts.total) orders.push(`${facts.sub} ${facts.total.amount}`)
      else accounts.push(facts.sub)
      return true
    } catch (error) {
      refused.push(error instanceof Error ? error.message : 'unknown')
      return false
    }
  }
  const ask = (visitor: Visitor, of: 'terms' | 'order'): string => {
    if (!choice) throw new Error('the shop knows no agreement yet')
    visitor.nonce = randomBytes(16).toString('base64url')
    if (of === 'terms') {
      const asked = [choice.terms, ...(choice.rules ? [choice.rules] : [])]
      return renderAsk(asked.map(({ agreement }) => agreement).join(' '), asked.map(({ secret }) => sign(secret, { sub: visitor.account, nonce: visitor.nonce })).join(' '), '/welcome')
    }
    const { good, quantity = 1, colour = '', delivery = null, payment = null, name = 'khách' } = visitor
    const amount = String((good?.price ?? 0) * quantity)
    const order = { lines: [{ name: `${good?.name ?? ''}, ${colour}`, quantity: String(quantity), price: amount }], delivery, payment, total: { amount, currency: 'VND' } }
    return renderAsk(choice.order.agreement, sign(choice.order.secret, { sub: name, nonce: visitor.nonce, order }), '/thanks')
  }
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', address)
    if (!choice) throw new Error('not open yet')
    const { service } = choice
    response.setHeader('content-security-policy', `default-src 'none'; script-src 'self' ${service}; style-src 'self'; frame-src ${service}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`)
    if (pathname === '/shop.css') return void response.setHeader('content-type', 'text/css').end(STYLE_SHEET)
    if (pathname === '/shop.js') return void response.setHeader('content-type', 'text/javascript').end(SCRIPT)
    if (pathname === '/favicon.ico') return void response.writeHead(204).end()
    const visitor = visit(request, response)
    const show = (title: string, main: string) => void response.setHeader('content-type', 'text/html; charset=utf-8').end(renderPage({ service, notice: choice!.terms.agreement }, title, main))
    const go = (to: string) => void response.writeHead(303, { location: to }).end()
    const good = GOODS.find(({ id }) => pathname === `/goods/${id}`)
    if (request.method === 'POST') {
      const body = await readForm(request)
      if (pathname === '/receipt') return void response.writeHead((await take(service, visitor, body)) ? 204 : 422).end()
      const given = Object.fromEntries(new URLSearchParams(body))
      if (good) Object.assign(visitor, { good, colour: given['colour'], quantity: Number(given['quantity']) })
      else Object.assign(visitor, given)
      const next: Readonly<Record<string, string>> = { '/sign-up': '/terms', '/details': '/delivery', '/delivery': '/payment', '/payment': '/review' }
      return go(good ? '/details' : (next[pathname] ?? '/'))
    }
    if (good) return show(good.name, renderGood(good))
    switch (pathname) {
      case '/search': return show('Tìm hàng', renderSearch(searchParams.get('q') ?? ''))
      case '/details': return show('Thông tin của bạn', renderDetails())
      case '/delivery': return show('Giao hàng', renderDelivery())
      case '/payment': return show('Thanh toán', renderPayment())
      case '/review': return show('Xem lại đơn hàng', renderReview(visitor) + ask(visitor, 'order'))
      case '/thanks': return show('Cảm ơn bạn', `<p>Đơn hàng đã được nhận: ${money((visitor.good?.price ?? 0) * (visitor.quantity ?? 1))}.</p>`)
      case '/sign-up': return show('Mở tài khoản', renderSignUp())
      case '/terms': return show('Điều khoản dịch vụ', ask(visitor, 'terms'))
      case '/welcome': return show('Chào mừng', '<p>Tài khoản đã được mở.</p>')
      default: return show('Tiệm Làng', '<p>Đồ thủ công từ các làng nghề.</p>')
    }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const place = server.address()
  address = `http://127.0.0.1:${typeof place === 'object' && place ? place.port : 0}`
  return {
    address, accounts, orders, refused,
    use: (given) => void (choice = given),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
