import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './errors.ts'

/** What was read from the server, shared by all screens. A refusal is final; a lost connection is tried again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status === 503),
      retryDelay: attempt => 500 * 2 ** attempt,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})
