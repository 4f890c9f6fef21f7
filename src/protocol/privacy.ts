import * as z from 'zod/mini'

/** One table of the database: whom it is about, what for, how long, and which of its columns are sealed. */
export const dataMapEntrySchema = z.object({
  table: z.string(),
  about: z.enum(['nobody', 'seller', 'parties', 'visitor']),
  purpose: z.enum(['service', 'keys', 'certification', 'account', 'contract', 'evidence', 'mail']),
  retention: z.enum(['service', 'hours', 'contract', 'until-erased', 'sent', 'forever']),
  sealed: z.array(z.string()),
  plain: z.array(z.string()),
})
export type DataMapEntry = z.infer<typeof dataMapEntrySchema>
export const dataMapSchema = z.object({ tables: z.array(dataMapEntrySchema) })
