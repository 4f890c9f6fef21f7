import { contractStateSchema, type ContractState } from '../../../protocol/contract.ts'
import { m } from '../../messages/generated/messages.js'
import { contractStateName } from '../../ui/contract-state.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import type { Filter } from './filter.ts'

interface FilterBarProps {
  readonly filter: Filter
  /** How many contracts are in each state. */
  readonly counts: ReadonlyMap<ContractState, number>
  readonly onChange: (filter: Filter) => void
}

/** Finds contracts by words and by state. */
export function FilterBar({ filter, counts, onChange }: FilterBarProps) {
  return (
    <search className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,16rem)]">
      <TextField type="search" label={m.contracts_search()} value={filter.words} maxLength={100} onChange={(event) => onChange({ ...filter, words: event.target.value })} />
      <SelectField label={m.contracts_column_state()} value={filter.state ?? ''} onChange={(event) => onChange({ ...filter, state: contractStateSchema.safeParse(event.target.value).data ?? null })}>
        <option value="">{m.contracts_every_state()}</option>
        {contractStateSchema.options.filter((state) => counts.has(state) || state === filter.state).map((state) => <option key={state} value={state}>{contractStateName(state)} ({counts.get(state) ?? 0})</option>)}
      </SelectField>
    </search>
  )
}
