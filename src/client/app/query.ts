import { QueryClient } from '@tanstack/react-query'
import { isFailure } from '../api/failure.ts'

/** Answers are asked for again when they may have changed; a refusal is not asked for twice, a lost network is. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5000,
        retry: (count, error) => count < 2 && (isFailure(error, 'OFFLINE') || isFailure(error, 'SERVICE_FAILED')),
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
