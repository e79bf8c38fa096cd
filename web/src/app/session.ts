import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { changeLocale, type Me, readEntry, readMe } from '#platform/identity/api.ts'
import type { Permission } from '#platform/org/api.ts'
import { ApiError } from './errors.ts'
import { call, send } from './http.ts'
import { chooseLanguage, type Locale } from './i18n.ts'
import { closeLive } from './live.ts'
import { queries } from './queries.ts'

/** Who is signed in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await call(readMe)
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
})

export const entryQuery = queryOptions({ queryKey: ['entry'], queryFn: () => call(readEntry) })

/** The signed-in person; only inside the shell, where somebody is. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery)
  if (!data)
    throw new ApiError(401, {
      code: 'request.unauthenticated',
      message: { 'zh-CN': '请先登录。', en: 'Sign in first.' },
    })
  return data
}

/** Whether the signed-in person may: `const may = useMay(); may('crm.write')`. */
export function useMay(): (permission: Permission) => boolean {
  const { data } = useQuery(meQuery)
  return permission => data?.permissions.includes(permission) ?? false
}

export async function signIn(email: string, password: string): Promise<void> {
  await post('/api/auth/sign-in/email', { email, password })
  // Nothing on the way in shows who is signed in, yet it is remembered that nobody was.
  await queries.invalidateQueries({ refetchType: 'all' })
}

export async function signOut(): Promise<void> {
  await post('/api/auth/sign-out', {})
  leave()
}

/** Forgets all that was on the screen and goes to the way in. */
export function leave(): void {
  closeLive()
  queries.clear()
  location.assign('/sign-in')
}

/** Switches the screen at once; a signed-in person finds it again on every device. */
export async function switchLanguage(locale: Locale): Promise<void> {
  await chooseLanguage(locale)
  const me = queries.getQueryData(meQuery.queryKey)
  if (!me) return
  queries.setQueryData(meQuery.queryKey, (before: Me | null | undefined) => before && { ...before, locale })
  await call(changeLocale, { body: { locale } })
}

async function post(address: string, body: unknown): Promise<void> {
  await send(address, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
