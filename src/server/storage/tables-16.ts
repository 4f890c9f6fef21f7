import type { Change } from './table.ts'

/** What the mail system answered when it did not take a letter: its SMTP reply code; null where it gave none or took it. */
export const MAIL_REPLY: Change = { columns: { mail: { reply: 'integer?' } }, indexes: { mail: [['offer']] } }
