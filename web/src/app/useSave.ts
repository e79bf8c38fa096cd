import { type QueryKey, useMutation } from '@tanstack/react-query'
import { App } from 'antd'
import { describeError } from './errors.ts'
import { useLocale } from './i18n.ts'
import { queries } from './queries.ts'

interface Saving<T, V> {
  /** What to say when it is done. */
  said?: string
  /** Which queries are read again. */
  refetch?: QueryKey[]
  onDone?: (answer: T, given: V) => void
  /** The form shows the error itself. */
  silent?: boolean
}

/** A change that the server makes: says that it was done, or what went wrong; lists are read again. */
export function useSave<V, T>(
  save: (given: V) => Promise<T>,
  { said, refetch = [], onDone, silent }: Saving<T, V> = {},
) {
  const { message } = App.useApp()
  const locale = useLocale()
  return useMutation({
    mutationFn: save,
    onSuccess: async (answer, given) => {
      if (said) void message.success(said)
      onDone?.(answer, given)
      await Promise.all(refetch.map(queryKey => queries.invalidateQueries({ queryKey })))
    },
    onError: error => {
      if (!silent) void message.error({ content: describeError(error, locale).hint, duration: 6 })
    },
  })
}
