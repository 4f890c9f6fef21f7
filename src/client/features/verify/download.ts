/** Hands a file over that was made in the page. */
export function downloadFile(content: BlobPart, type: string, name: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // the browser reads the address after this turn
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** `contract.pdf` and `-report.json` as `contract-report.json`, without its folder. */
export const nameBeside = (name: string, ending: string): string => `${(name.split('/').at(-1) ?? name).replace(/\.pdf$/i, '')}${ending}`
