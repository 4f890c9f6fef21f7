import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { m } from '../../messages/generated/messages.js'
import { readTransfer } from './intake.ts'
import type { Intake } from './intake.ts'

interface DropAreaProps {
  readonly onIntake: (intake: Intake) => void
  readonly children: ReactNode
}

/** Files and folders may be dropped anywhere on the page, and pasted. */
export function DropArea({ onIntake, children }: DropAreaProps) {
  const [over, setOver] = useState(false)
  const give = useRef(onIntake)
  useEffect(() => {
    give.current = onIntake
  })
  useEffect(() => {
    const hasFiles = (data: DataTransfer | null) => data?.types.includes('Files') ?? false
    const receive = (data: DataTransfer) => void readTransfer(data).then((intake) => give.current(intake))
    const enter = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return
      event.preventDefault()
      setOver(false)
      receive(event.dataTransfer)
    }
    const paste = (event: ClipboardEvent) => {
      if (!event.clipboardData || event.clipboardData.files.length === 0) return
      event.preventDefault()
      receive(event.clipboardData)
    }
    addEventListener('dragover', enter)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    addEventListener('paste', paste)
    return () => {
      removeEventListener('dragover', enter)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
      removeEventListener('paste', paste)
    }
  }, [])
  return (
    <>
      {children}
      {over && <div aria-hidden="true" className="pointer-events-none fixed inset-3 z-40 grid place-items-center rounded-sheet border-3 border-dashed border-link bg-desk/85 text-xl font-semibold">{m.verify_drop()}</div>}
    </>
  )
}
