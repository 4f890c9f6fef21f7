import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

/** A form and what is called after a press that came to nothing: the first field that is wrong takes the focus, and its problem is read out with it. */
export function useProblemFocus(): readonly [RefObject<HTMLFormElement | null>, () => void] {
  const form = useRef<HTMLFormElement>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [tries])
  return [form, () => setTries((count) => count + 1)]
}
