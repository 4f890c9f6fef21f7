import * as z from 'zod/mini'

/** A contract's records with their proofs as `.tlog-proof` texts; null for one that no log that is kept has. */
export const contractLogSchema = z.object({ entries: z.array(z.object({ sequence: z.number(), hash: z.string(), proof: z.nullable(z.string()) })) })
export type ContractLog = z.infer<typeof contractLogSchema>

/** What people may want to see of the log before they read it themselves. */
export const logViewSchema = z.object({
  origin: z.string(),
  verifiers: z.array(z.string()),
  since: z.string(),
  size: z.number(),
  /** How it grew, oldest first: at most a few hundred points. */
  growth: z.array(z.object({ at: z.string(), size: z.number() })),
  witnesses: z.array(z.object({ name: z.string(), size: z.number(), at: z.string() })),
})
export type LogView = z.infer<typeof logViewSchema>
