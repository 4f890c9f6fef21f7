import { useQuery } from '@tanstack/react-query'
import { fetchDataConsents } from '../../api/data-consent.ts'
import { m } from '../../messages/generated/messages.js'
import { FailureNotice } from '../../ui/failure.tsx'

/** How many people stand behind each purpose, apart from who signed what. */
export function DataConsents({ contract }: { readonly contract: string }) {
  const asked = useQuery({ queryKey: ['data-consents', contract], queryFn: () => fetchDataConsents(contract) })
  return (
    <section aria-labelledby="data-consents" className="sheet grid gap-2 p-5">
      <h2 id="data-consents" className="text-base">{m.data_seller()}</h2>
      <p className="text-sm text-soft">{m.data_seller_text()}</p>
      {asked.isError && <FailureNotice error={asked.error} />}
      {asked.data?.consents.length === 0 && <p className="text-sm">{m.data_seller_none()}</p>}
      {asked.data && (
        <ul className="grid gap-2">
          {asked.data.purposes.map(({ id, why, given, withdrawn }) => <li key={id} className="border-t border-rule pt-2 text-sm"><p>{why}</p><p className="num text-soft">{m.data_seller_given({ count: given, withdrawn })}</p></li>)}
        </ul>
      )}
    </section>
  )
}
