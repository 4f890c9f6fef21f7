interface OptionProps {
  readonly checked: boolean
  readonly value: string
  readonly name: string
  readonly text: string
  readonly onPick: () => void
}

/** One key that can be chosen. */
export function Option({ checked, value, name, text, onPick }: OptionProps) {
  return (
    <label className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2.5 rounded-control border border-rule px-3 py-2.5 has-checked:border-ink">
      <input type="radio" name="signing-key" value={value} checked={checked} onChange={onPick} className="mt-1 size-4.5 shrink-0 accent-ink" />
      <span className="break-words font-semibold">{name}</span>
      <span className="col-start-2 break-words text-sm text-soft">{text}</span>
    </label>
  )
}
