import { defineConfig } from 'vitest/config'

/** The journeys: one after the other, since each has a server and a browser of its own. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.journey.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // A busy machine can stretch one act past its patience; what fails twice is a defect, and the report says what was tried again.
    retry: 1,
  },
})
