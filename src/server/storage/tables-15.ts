import type { Change } from './table.ts'

/** What the screen showed when the button was pressed: the region as the browser recorded it, which the statement names by its hash. */
export const SNAPSHOT: Change = { columns: { intent: { snapshot: 'bytes?' } } }
