import * as z from 'zod/mini'
import type { FormationView } from '../core/contract/formation-view.ts'

const ruleSchema = z.enum(['vn-2023', 'vn-2005', 'un-ecc'])
const reasonSchema = z.enum(['LEFT_ORIGINATOR', 'ENTERED_SYSTEM', 'ENTERED_DESIGNATED', 'ENTERED_ACCESSIBLE', 'ENTERED_ANY', 'CAPABLE_OF_RETRIEVAL', 'AWARE_AND_CAPABLE', 'NOT_SEEN'])

/** How a contract came about or stands; instants are epoch milliseconds. */
export const formationViewSchema: z.ZodMiniType<FormationView> = z.object({
  rule: ruleSchema,
  messages: z.array(
    z.object({
      kind: z.enum(['offer', 'answer']),
      party: z.string(),
      to: z.nullable(z.string()),
      placed: z.object({
        rule: ruleSchema,
        sent: z.object({ at: z.number(), place: z.nullable(z.string()), reason: reasonSchema }),
        received: z.object({ at: z.nullable(z.number()), place: z.nullable(z.string()), reason: reasonSchema }),
      }),
    }),
  ),
  formation: z.object({
    formedAt: z.nullable(z.number()),
    place: z.nullable(z.string()),
    replyBy: z.nullable(z.number()),
    isDefaultDeadline: z.boolean(),
    reason: z.enum(['ACCEPTANCE_RECEIVED', 'NOT_RECEIVED', 'LAPSED', 'DECLINED', 'OPEN']),
  }),
})
