import * as z from 'zod/mini'

/** One table of the database: whom it is about, what for, how long, and which of its columns are sealed. */
export const dataMapEntrySchema = z.object({
  table: z.string(),
  about: z.enum(['nobody', 'seller', 'parties', 'visitor']),
  purpose: z.enum(['service', 'keys', 'certification', 'account', 'contract', 'evidence', 'mail']),
  retention: z.enum(['service', 'hours', 'contract', 'until-erased', 'sent', 'forever']),
  /** The rules that end it: after how many days, counted from when, and what happens then. */
  rules: z.array(z.object({
    days: z.number(),
    from: z.enum(['ended', 'created', 'sent', 'changed', 'concluded', 'accepted']),
    end: z.enum(['delete', 'strip', 'destroy-key']),
  })),
  sealed: z.array(z.string()),
  plain: z.array(z.string()),
})
export type DataMapEntry = z.infer<typeof dataMapEntrySchema>
export const dataMapSchema = z.object({ tables: z.array(dataMapEntrySchema) })
