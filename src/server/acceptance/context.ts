/** What the sealed parts of an answer are bound to. */
export const receiptContext = (offer: string): string => `answer/receipt/${offer}`
export const fileContext = (contract: string, offer: string): string => `file/${contract}/${offer}`
