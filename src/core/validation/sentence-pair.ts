/** One sentence in both languages. */
export interface Sentence {
  readonly vi: string
  readonly en: string
}

export const pair = (en: string, vi: string): Sentence => ({ en, vi })
