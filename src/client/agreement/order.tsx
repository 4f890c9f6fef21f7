import type { Order } from '../../protocol/agreement.ts'
import { formatMoney } from '../locale/format.ts'
import { m } from '../messages/generated/messages.js'

/** What is ordered, right before the button that obliges to pay for it (L9, L13). */
export function OrderSummary({ order }: { readonly order: Order }) {
  const { currency } = order.total
  return (
    <section className="paper sheet px-4 py-4 sm:px-7" aria-labelledby="order">
      <h2 id="order" className="mb-2 text-[1.0625rem]">{m.agreement_order()}</h2>
      <table className="num w-full text-[.9375rem]">
        <thead className="sr-only"><tr><th scope="col">{m.agreement_order_item()}</th><th scope="col">{m.agreement_order_quantity()}</th><th scope="col">{m.agreement_order_price()}</th></tr></thead>
        <tbody>
          {order.lines.map(({ name, quantity, price }) => (
            <tr key={name} className="border-b border-rule">
              <th scope="row" className="py-2 pr-3 text-left font-normal">{name}</th>
              <td className="whitespace-nowrap py-2 pr-3 text-right text-soft">{quantity}</td>
              <td className="whitespace-nowrap py-2 text-right">{/^\d+(\.\d+)?$/.test(price) ? formatMoney(price, currency) : price}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {order.delivery !== null && <p className="mt-2 text-sm">{m.agreement_order_delivery()} {order.delivery}</p>}
      {order.payment !== null && <p className="text-sm">{m.agreement_order_payment()} {order.payment}</p>}
      <p className="mt-2 flex justify-between gap-3 text-[1.0625rem] font-semibold"><span>{m.agreement_order_total()}</span><span className="num">{formatMoney(order.total.amount, currency)}</span></p>
    </section>
  )
}
