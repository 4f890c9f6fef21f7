import { ownFileAnswerSchema } from '../../protocol/contract.ts'
import type { OwnFileAnswer } from '../../protocol/contract.ts'
import { currentLocale } from '../locale/locale.ts'
import { ApiFailure } from './failure.ts'
import { readFailure } from './request.ts'

type OnShare = (share: number) => void

function failureOf(status: number, text: string): ApiFailure {
  try {
    return readFailure(status, JSON.parse(text))
  } catch {
    return readFailure(status, null)
  }
}

function start(method: string, path: string, reject: (error: ApiFailure) => void): XMLHttpRequest {
  const request = new XMLHttpRequest()
  request.open(method, path)
  request.setRequestHeader('accept-language', currentLocale())
  for (const name of ['error', 'timeout', 'abort']) request.addEventListener(name, () => reject(new ApiFailure('OFFLINE', 0)))
  return request
}

/** Sends a file from the disk as it is, telling how much is under way; the browser reads it piece by piece. Throws ApiFailure OWN_FILE_…. */
export function uploadOwnFile(contract: string, file: Blob, onShare: OnShare, signal: AbortSignal): Promise<OwnFileAnswer> {
  return new Promise((resolve, reject) => {
    const request = start('PUT', `/api/contracts/${encodeURIComponent(contract)}/own-file`, reject)
    request.setRequestHeader('content-type', 'application/pdf')
    request.upload.addEventListener('progress', ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0))
    request.addEventListener('load', () => {
      if (request.status !== 200) return reject(failureOf(request.status, request.responseText))
      const answer = ownFileAnswerSchema.safeParse(JSON.parse(request.responseText))
      if (answer.success) resolve(answer.data)
      else reject(new ApiFailure('ANSWER_MALFORMED', request.status))
    })
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

/** Fetches a file as a blob: the browser keeps it, outside of the page's own memory. */
function fetchFile(path: string, onShare: OnShare): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const request = start('GET', path, reject)
    request.responseType = 'blob'
    request.addEventListener('progress', ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0))
    request.addEventListener('load', () => {
      const answer: unknown = request.response
      if (request.status === 200 && answer instanceof Blob) resolve(answer)
      else if (answer instanceof Blob) void answer.text().then((text) => reject(failureOf(request.status, text)))
      else reject(new ApiFailure('ANSWER_MALFORMED', request.status))
    })
    request.send()
  })
}

export const offeredFileAddress = (token: string): string => `/api/offers/${encodeURIComponent(token)}/own-file`
export const draftFileAddress = (contract: string): string => `/api/contracts/${encodeURIComponent(contract)}/own-file`

let kept: { readonly name: string; readonly file: Promise<Blob> } | null = null

/** Each file once for as long as it is the one being worked with. */
function fetchOnce(name: string, path: string, onShare: OnShare): Promise<Blob> {
  if (kept?.name === name) return kept.file
  const made = { name, file: fetchFile(path, onShare) }
  kept = made
  made.file.catch(() => {
    if (kept === made) kept = null
  })
  return made.file
}

/** The file that was just sent for a draft is here already and need not come back. */
export function keepDraftFile(contract: string, hash: string, file: Blob): void {
  kept = { name: `${contract} ${hash}`, file: Promise.resolve(file) }
}

/** The file that an offer is about. Throws ApiFailure. */
export function fetchOfferedFile(token: string, hash: string, onShare: OnShare = () => {}): Promise<Blob> {
  return fetchOnce(`${token} ${hash}`, offeredFileAddress(token), onShare)
}

/** The file of a draft, as the service has it. Throws ApiFailure. */
export function fetchDraftFile(contract: string, hash: string, onShare: OnShare = () => {}): Promise<Blob> {
  return fetchOnce(`${contract} ${hash}`, draftFileAddress(contract), onShare)
}
