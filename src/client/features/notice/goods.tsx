import { formatMoney } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'

const GOODS = [
  { id: 'teapot', name: m.notice_goods_teapot, price: '1250000', picture: 'M22 30c0-10 8-14 18-14s18 4 18 14-6 20-18 20-18-10-18-20Zm36-2c8-2 12 2 10 8s-8 6-12 6M22 32c-6-1-10-6-12-12M36 16c0-4 8-4 8 0' },
  { id: 'bowl', name: m.notice_goods_bowl, price: '180000', picture: 'M14 26h52c0 14-10 24-26 24S14 40 14 26Zm14 24h24v4H28Z' },
  { id: 'vase', name: m.notice_goods_vase, price: '640000', picture: 'M32 12h16M34 12c0 8-10 12-10 24 0 10 6 18 16 18s16-8 16-18c0-12-10-16-10-24' },
] as const

/** Three things on a shelf, so that the notice stands where such notices stand. */
export function Goods() {
  return (
    <ul className="grid gap-4 sm:grid-cols-3">
      {GOODS.map(({ id, name, price, picture }) => (
        <li key={id} className="sheet grid justify-items-center gap-2 p-6 text-center">
          <svg aria-hidden="true" viewBox="0 0 80 64" className="h-24 w-full text-soft" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" strokeLinecap="round"><path d={picture} /></svg>
          <h2 className="text-base">{name()}</h2>
          <p className="num text-soft">{formatMoney(price, 'VND')}</p>
        </li>
      ))}
    </ul>
  )
}
