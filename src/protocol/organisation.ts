import * as z from 'zod/mini'

/** An organisation for which somebody acts, and who has shown it (as the certificate's policy says). */
export const shownOrganisationSchema = z.object({ name: z.string(), identifier: z.string(), by: z.enum(['operator', 'oidc', 'eid']) })
export type ShownOrganisation = z.infer<typeof shownOrganisationSchema>
