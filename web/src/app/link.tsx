import { Link as RouterLink } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface Props {
  to: string
  children?: ReactNode
  className?: string | undefined
  title?: string
  'aria-label'?: string
  'aria-current'?: 'page' | undefined
  onClick?: () => void
}

/** A link inside the application; the address may carry a query. */
export function Link({ to, ...rest }: Props) {
  const { pathname, search, hash } = new URL(to, 'http://local')
  const address = {
    to: pathname,
    search: Object.fromEntries(new URLSearchParams(search)),
    ...(hash ? { hash: hash.slice(1) } : {}),
  }
  return <RouterLink {...address} preload="intent" {...rest} />
}
