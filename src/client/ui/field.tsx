import { useId } from 'react'
import type { ComponentProps, ReactNode } from 'react'

interface Frame {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** What is wrong and how to mend it; announced with the field. */
  readonly problem?: ReactNode
  /** Shown beside the label, as "không bắt buộc". */
  readonly note?: ReactNode
  readonly className?: string
}

const control = 'block w-full min-h-11 rounded-control border bg-field px-3 py-2 text-base text-ink placeholder:text-soft'
const edge = (problem: ReactNode) => (problem ? 'border-fail' : 'border-rule-strong')

function useFrame({ hint, problem, given }: Pick<Frame, 'hint' | 'problem'> & { readonly given?: string | undefined }) {
  const own = useId()
  const id = given ?? own
  const described = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ')
  return { id, aria: { id, 'aria-invalid': Boolean(problem), ...(described ? { 'aria-describedby': described } : {}) } }
}

function FieldFrame({ id, label, hint, problem, note, className = '', children }: Frame & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className={`grid grid-cols-[minmax(0,1fr)] gap-1 ${className}`}>
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
        {note && <span className="ml-1.5 font-normal text-soft">{note}</span>}
      </label>
      {children}
      {hint && <p id={`${id}-hint`} className="text-sm text-soft">{hint}</p>}
      {problem && (
        <p id={`${id}-problem`} className="flex gap-1.5 text-sm text-fail">
          <svg aria-hidden="true" viewBox="0 0 16 16" className="mt-0.5 size-4 shrink-0" fill="none" stroke="currentColor" strokeWidth="1.6"><circle cx="8" cy="8" r="6.5" /><path d="M8 4.6v4.2M8 10.8v.8" strokeLinecap="round" /></svg>
          <span>{problem}</span>
        </p>
      )}
    </div>
  )
}

export function TextField({ label, hint, problem, note, className, id: given, ...rest }: Frame & Omit<ComponentProps<'input'>, keyof Frame>) {
  const { id, aria } = useFrame({ hint, problem, given })
  return (
    <FieldFrame id={id} {...{ label, hint, problem, note }} {...(className ? { className } : {})}>
      <input {...aria} className={`${control} ${edge(problem)}`} {...rest} />
    </FieldFrame>
  )
}

export function TextArea({ label, hint, problem, note, className, id: given, ...rest }: Frame & Omit<ComponentProps<'textarea'>, keyof Frame>) {
  const { id, aria } = useFrame({ hint, problem, given })
  return (
    <FieldFrame id={id} {...{ label, hint, problem, note }} {...(className ? { className } : {})}>
      <textarea {...aria} rows={3} className={`${control} max-h-64 min-h-24 [field-sizing:content] ${edge(problem)}`} {...rest} />
    </FieldFrame>
  )
}

export function SelectField({ label, hint, problem, note, className, children, id: given, ...rest }: Frame & Omit<ComponentProps<'select'>, keyof Frame>) {
  const { id, aria } = useFrame({ hint, problem, given })
  return (
    <FieldFrame id={id} {...{ label, hint, problem, note }} {...(className ? { className } : {})}>
      <select {...aria} className={`${control} ${edge(problem)}`} {...rest}>{children}</select>
    </FieldFrame>
  )
}

/** One tick box with its sentence; starts unticked unless told. */
export function CheckField({ label, problem, className = '', id: given, ...rest }: { readonly label: ReactNode; readonly problem?: ReactNode; readonly className?: string } & Omit<ComponentProps<'input'>, 'type'>) {
  const { id, aria } = useFrame({ problem, hint: undefined, given })
  return (
    <div className={`grid gap-1 ${className}`}>
      <label htmlFor={id} className="flex items-start gap-2.5 py-1">
        <input {...aria} type="checkbox" className="mt-0.5 size-5 shrink-0 accent-ink" {...rest} />
        <span>{label}</span>
      </label>
      {problem && <p id={`${id}-problem`} className="pl-7.5 text-sm text-fail">{problem}</p>}
    </div>
  )
}

/** Six digits by mail: one plain box that phones fill by themselves. */
export function CodeField({ className = '', ...rest }: Frame & Omit<ComponentProps<'input'>, keyof Frame>) {
  return <TextField inputMode="numeric" autoComplete="one-time-code" pattern="[0-9]{6}" maxLength={6} spellCheck={false} className={`max-w-60 [&_input]:num [&_input]:text-2xl [&_input]:tracking-[.3em] ${className}`} {...rest} />
}
