import { receiptSchema } from '../../../../protocol/receipt.ts'
import type { Receipt } from '../../../../protocol/receipt.ts'
import { ApiFailure } from '../../../api/failure.ts'
import { readFailure } from '../../../api/request.ts'
import { currentLocale } from '../../../locale/locale.ts'

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * Uploads the signed file, telling how much is under way, 0 to 1: fetch cannot. Repeating identical bytes gets the same receipt.
 * Throws ApiFailure.
 */
export function uploadAcceptance(token: string, statementHash: string, { file, after = null }: { readonly file: Uint8Array; readonly after?: number | null }, onProgress: (share: number) => void): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `/api/offers/${encodeURIComponent(token)}/acceptance/${statementHash}${after === null ? '' : `?after=${after}`}`)
    request.setRequestHeader('content-type', after === null ? 'application/pdf' : 'application/octet-stream')
    request.setRequestHeader('accept-language', currentLocale())
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0))
    const lose = () => reject(new ApiFailure('OFFLINE', 0))
    request.addEventListener('error', lose)
    request.addEventListener('timeout', lose)
    request.addEventListener('abort', lose)
    request.addEventListener('load', () => {
      const answer = readJson(request.responseText)
      if (request.status < 200 || request.status > 299) return reject(readFailure(request.status, answer))
      const receipt = receiptSchema.safeParse(answer)
      if (receipt.success) resolve(receipt.data)
      else reject(new ApiFailure('ANSWER_MALFORMED', request.status))
    })
    request.send(new Uint8Array(file))
  })
}
