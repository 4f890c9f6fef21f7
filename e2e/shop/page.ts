/** What the shop sells; prices in whole đồng. */
export const GOODS = [
  { id: 'den-ban', name: 'Đèn bàn Hội An', price: 450_000, colours: ['đỏ son', 'xanh ngọc'] },
  { id: 'am-tra', name: 'Ấm trà Bát Tràng', price: 320_000, colours: ['men lam', 'men rạn'] },
  { id: 'khan-lua', name: 'Khăn lụa Vạn Phúc', price: 780_000, colours: ['vàng nghệ', 'tím than'] },
] as const
export type Good = (typeof GOODS)[number]

/** What a visitor has chosen so far. */
export interface Basket {
  good?: Good
  colour?: string
  quantity?: number
  name?: string
  address?: string
  delivery?: string
  payment?: string
}

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`)
export const money = (amount: number): string => `${String(amount).replaceAll(/\B(?=(\d{3})+$)/g, '.')} ₫`

const STYLE = 'body{margin:0;font:17px/1.6 Georgia,serif;color:#22262b;background:#fbfaf7}header,main,footer{max-width:820px;margin:0 auto;padding:16px}nav a{margin-right:16px}a{color:#7a1f12;display:inline-block;min-height:24px}label{display:block;margin:12px 0}input,select{font:inherit;min-height:44px;min-width:min(260px,100%);max-width:100%;box-sizing:border-box;display:block;padding:4px 8px}button{font:inherit;font-weight:bold;min-height:48px;padding:0 20px;margin-top:12px}footer{border-top:1px solid #b8b0a4}countersign-agreement{display:block}main countersign-agreement iframe{height:660px!important}dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 16px}dt{color:#55504a}dd{margin:0}'
export const STYLE_SHEET = STYLE

interface Frame {
  readonly service: string
  /** The agreement whose notice stands in the footer. */
  readonly notice: string
}

/** A page of the shop; nothing in it is inline script or style. */
export function renderPage({ service, notice }: Frame, title: string, main: string): string {
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)} · Tiệm Làng</title><link rel="stylesheet" href="/shop.css"><script type="module" src="${service}/embed.js"></script><script type="module" src="/shop.js"></script></head>
<body><header><b>Tiệm Làng</b><nav aria-label="Chính"><a href="/">Trang đầu</a><a href="/search">Tìm hàng</a><a href="/sign-up">Mở tài khoản</a></nav></header><main><h1>${escape(title)}</h1>${main}</main>
<footer><p>Tiệm Làng, 12 Hàng Gai, Hà Nội</p><countersign-agreement mode="notice" agreement="${notice}" label="Thông báo về điều khoản"></countersign-agreement></footer></body></html>`
}

const form = (action: string, fields: string, button: string): string => `<form method="post" action="${action}">${fields}<button>${button}</button></form>`
const field = (name: string, label: string, more = ''): string => `<label>${label}<input name="${name}" required ${more}></label>`
const select = (name: string, label: string, options: readonly string[]): string => `<label>${label}<select name="${name}">${options.map((option) => `<option>${escape(option)}</option>`).join('')}</select></label>`

export const renderSearch = (words: string): string => {
  const found = GOODS.filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()))
  return `<form method="get" action="/search"><label>Từ khóa<input name="q" value="${escape(words)}"></label><button>Tìm</button></form><ul>${found.map(({ id, name, price }) => `<li><a href="/goods/${id}">${name}</a> ${money(price)}</li>`).join('')}</ul>`
}
export const renderGood = ({ id, price, colours }: Good): string => `<p>${money(price)}</p>${form(`/goods/${id}`, select('colour', 'Màu', colours) + field('quantity', 'Số lượng', 'type="number" min="1" max="9" value="1"'), 'Chọn')}`
export const renderDetails = (): string => form('/details', field('name', 'Họ tên', 'autocomplete="name"') + field('address', 'Địa chỉ', 'autocomplete="street-address"'), 'Tiếp: giao hàng')
export const renderDelivery = (): string => form('/delivery', select('delivery', 'Cách giao', ['Giao tận nơi trong 3 ngày', 'Nhận tại tiệm']), 'Tiếp: thanh toán')
export const renderPayment = (): string => form('/payment', select('payment', 'Cách trả tiền', ['Khi nhận hàng', 'Chuyển khoản trước']), 'Tiếp: xem lại')
export const renderSignUp = (): string => form('/sign-up', field('account', 'Tên tài khoản', 'autocomplete="username" pattern="[a-z0-9\\-]{3,30}"'), 'Tiếp: điều khoản')

export function renderReview({ good, colour, quantity = 1, name = '', address = '', delivery = '', payment = '' }: Basket): string {
  const rows = [['Hàng', `${good?.name ?? ''}, ${colour ?? ''} × ${quantity}`], ['Người nhận', name], ['Địa chỉ', address], ['Giao hàng', delivery], ['Thanh toán', payment], ['Tổng giá trị', money((good?.price ?? 0) * quantity)]] as const
  return `<dl>${rows.map(([term, value]) => `<dt>${term}</dt><dd>${escape(value)}</dd>`).join('')}</dl><p><a href="/details">Sửa thông tin</a> <a href="/search">Hủy và chọn lại</a></p>`
}

/** Where the service's frame stands; the page learns of it by events alone. */
export const renderAsk = (agreement: string, subject: string, next: string): string =>
  `<countersign-agreement agreement="${agreement}" subject="${subject}" data-next="${next}" label="Điều khoản và xác nhận"></countersign-agreement><p id="state" role="status"></p>`

/** The shop's own script: hands a receipt to the shop's server, which decides; shows what failed. */
export const SCRIPT = `const state = document.querySelector('#state')
const say = (text) => { if (state) state.textContent = text }
document.addEventListener('countersign:agreed', async (event) => {
  const answer = await fetch('/receipt', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(event.detail.receipts ?? [event.detail.receipt]) })
  if (answer.ok) location.href = event.target.dataset.next
  else say('Biên nhận không đạt kiểm tra.')
})
addEventListener('load', () => customElements.get('countersign-agreement') || say('Chưa tải được điều khoản; chưa có gì được đồng ý.'))
document.addEventListener('countersign:declined', () => say('Bạn đã không đồng ý; chưa có gì được tạo.'))
document.addEventListener('countersign:error', (event) => say('Chưa đồng ý: ' + event.detail.code))
window.heard = []
for (const name of ['displayed', 'agreed', 'declined', 'withdrawn', 'error']) document.addEventListener('countersign:' + name, (event) => window.heard.push(name + (event.detail.code ? ' ' + event.detail.code : '')))
`
