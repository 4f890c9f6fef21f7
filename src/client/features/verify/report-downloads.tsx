import { useState } from 'react'
import type { Examination } from '../../../core/evidence/examine/examine.ts'
import { encodeReport } from '../../../core/validation/encode.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { openPort } from '../../worker/port.ts'
import { downloadFile } from '../../ui/download.ts'
import { nameBeside } from './name-beside.ts'
// oxlint-disable-next-line import/default -- the build answers the address
import workerAddress from './judge-worker.ts?worker&url'
import type { JudgeCommands, Progress } from './judge-message.ts'

/** The report to keep: for people and for programs. Both are made on this device, the first in a worker. */
export function ReportDownloads({ examination, name }: { readonly examination: Examination; readonly name: string }) {
  const locale = useLocale()
  const [isBusy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  // the report names the file by its hash
  const isHashing = examination.report.file.sha256 === ''
  const makePdf = async () => {
    setBusy(true)
    setFailed(false)
    const port = openPort<JudgeCommands, Progress>({ address: workerAddress, name: 'report', stopped: 'JUDGE_FAILED' })
    try {
      const pdf = await port.ask('report', { examination, name, language: locale, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone })
      downloadFile(new Uint8Array(pdf), 'application/pdf', nameBeside(name, '-report.pdf'))
    } catch {
      setFailed(true)
    } finally {
      port.stop()
      setBusy(false)
    }
  }
  return (
    <>
      <Button busy={isBusy || isHashing} onClick={() => void makePdf()}>{m.verify_download_pdf()}</Button>
      <Button busy={isHashing} onClick={() => downloadFile(`${JSON.stringify(encodeReport(examination.report, name, locale), null, 2)}\n`, 'application/json', nameBeside(name, '-report.json'))}>{m.verify_download_json()}</Button>
      {failed && <p role="alert" className="max-w-60 text-sm text-fail">{m.verify_download_failed()}</p>}
    </>
  )
}
