/** Where the holder of an offer's token reads it. */
export function offerLink(publicAddress: string, token: string): string {
  return `${publicAddress}/o/${token}`
}
