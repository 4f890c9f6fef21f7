import type { Examination } from '../../../core/evidence/examine/examine.ts'
import { encodeReport } from '../../../core/validation/encode.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { downloadFile, nameBeside } from './download.ts'

/** The report to keep: for programs, and for people. Both are made in the page. */
export function ReportDownloads({ examination, name }: { readonly examination: Examination; readonly name: string }) {
  const locale = useLocale()
  return (
    <Button onClick={() => downloadFile(`${JSON.stringify(encodeReport(examination.report, name, locale), null, 2)}\n`, 'application/json', nameBeside(name, '-report.json'))}>{m.verify_download_json()}</Button>
  )
}
