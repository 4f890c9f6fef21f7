import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { ContractSummary } from '../../../protocol/contract.ts'
import type { Language } from '../../../protocol/session.ts'
import { createContract } from '../../api/contract.ts'
import { keys } from '../../api/query.ts'
import { currentLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'

type Template = ContractSummary['template']

const TEMPLATES: readonly { readonly id: Template; readonly name: () => string; readonly text: () => string }[] = [
  { id: 'sale-of-goods', name: m.contracts_template_sale, text: m.contracts_template_sale_text },
  { id: 'services', name: m.contracts_template_services, text: m.contracts_template_services_text },
  { id: 'terms-of-service', name: m.contracts_template_terms, text: m.contracts_template_terms_text },
  { id: 'co-ownership', name: m.contracts_template_co_ownership, text: m.contracts_template_co_ownership_text },
  { id: 'own-file', name: m.contracts_template_own_file, text: m.contracts_template_own_file_text },
]

const LANGUAGES: readonly { readonly id: Language; readonly name: () => string }[] = [
  { id: 'vi', name: m.contracts_language_vi },
  { id: 'en', name: m.contracts_language_en },
]

/** The built-in templates, two contract languages; then the draft opens. */
export function TemplateDialog({ open, first = 'sale-of-goods', onClose }: { readonly open: boolean; readonly first?: Template; readonly onClose: () => void }) {
  const [template, setTemplate] = useState<Template>(first)
  const [language, setLanguage] = useState<Language>(currentLocale)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const create = useMutation({
    mutationFn: () => createContract(template, language),
    onSuccess: (contract) => {
      queries.setQueryData(keys.contract(contract.summary.id), contract)
      void queries.invalidateQueries({ queryKey: keys.contracts })
      void navigate(`/contracts/${contract.summary.id}`)
    },
  })
  return (
    <Dialog open={open} title={m.contracts_choose_title()} onClose={onClose} locked={create.isPending}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        <p className="text-soft">{m.contracts_choose_text()}</p>
        <fieldset className="grid gap-2">
          <legend className="mb-1 text-sm font-semibold">{m.contracts_choose_template()}</legend>
          {TEMPLATES.map(({ id, name, text }) => (
            <label key={id} className="flex cursor-pointer items-start gap-3 rounded-control border border-rule-strong px-4 py-3 has-checked:border-ink has-checked:bg-wash">
              <input type="radio" name="template" value={id} checked={template === id} onChange={() => setTemplate(id)} className="mt-1 size-4.5 shrink-0 accent-ink" />
              <span className="text-sm text-soft"><b className="block text-[.9375rem] text-ink">{name()}</b>{text()}</span>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend className="mb-1 text-sm font-semibold">{m.contracts_choose_language()}</legend>
          <div className="flex flex-wrap gap-2">
            {LANGUAGES.map(({ id, name }) => (
              <label key={id} className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-control border border-rule-strong px-4 has-checked:border-ink has-checked:bg-wash">
                <input type="radio" name="language" value={id} checked={language === id} onChange={() => setLanguage(id)} className="size-4.5 accent-ink" />
                {name()}
              </label>
            ))}
          </div>
          <p className="mt-1.5 text-sm text-soft">{m.contracts_choose_language_hint()}</p>
        </fieldset>
        {create.isError && <FailureNotice error={create.error} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="main" busy={create.isPending}>{m.contracts_create()}</Button>
          <Button onClick={onClose}>{m.ui_cancel()}</Button>
        </div>
      </form>
    </Dialog>
  )
}
