import type { ContractDocument } from '../../core/contract/document.ts'

/** What must be told before consent to electronic records, as the version has it; its hash is in the statement. */
export function Disclosure({ document: { disclosure, language } }: { readonly document: ContractDocument }) {
  return (
    <section className="paper sheet px-4 py-4 text-sm sm:px-7" lang={language}>
      <h2 className="mb-2 text-[1.0625rem]">{disclosure.title}</h2>
      <ul className="grid list-disc gap-1.5 pl-5">{disclosure.paragraphs.map((text) => <li key={text}>{text}</li>)}</ul>
    </section>
  )
}
