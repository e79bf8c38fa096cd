import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { NotFoundPage, RouteError } from '../shell/ErrorPages.tsx'
import { PageSkeleton } from '../shell/PageSkeleton.tsx'
import { Shell } from '../shell/Shell.tsx'
import { queries } from './queries.ts'
import { screens, sections } from './screens.ts'
import { entryQuery, meQuery } from './session.ts'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../platform/identity/SignInPage.tsx')),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../platform/identity/FirstRunPage.tsx')),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation/$token',
  component: lazyRouteComponent(() => import('../platform/identity/InvitationPage.tsx')),
})

const password = createRoute({
  getParentRoute: () => root,
  path: '/password/$token',
  component: lazyRouteComponent(() => import('../platform/identity/PasswordPage.tsx')),
})

/** Everything that needs somebody signed in; others are sent to sign in and come back afterwards. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    if (await context.queries.ensureQueryData(meQuery)) return
    const entry = await context.queries.fetchQuery(entryQuery)
    if (!entry.isSetUp) throw redirect({ to: '/setup' })
    throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { back: location.href } })
  },
})

/** The first screen one may open, in the order of the rail. */
const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: async ({ context }) => {
    const me = await context.queries.ensureQueryData(meQuery)
    const allowed = screens.filter(screen => !screen.needs || me?.permissions.includes(screen.needs))
    const first = sections.flatMap(({ id }) => allowed.find(screen => screen.section === id) ?? [])[0]
    throw redirect({ to: first?.path ?? '/me', replace: true })
  },
})

const pages = screens.map(screen =>
  createRoute({
    getParentRoute: () => shell,
    path: screen.path,
    component: lazyRouteComponent(screen.load),
  }),
)

export function makeRouter() {
  return createRouter({
    routeTree: root.addChildren([signIn, setup, invitation, password, shell.addChildren([home, ...pages])]),
    context: { queries },
    defaultPreload: 'intent',
    defaultPendingMs: 100,
    defaultPendingMinMs: 0,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
    // Plain strings in the address: ?q=… and not ?q="…".
    parseSearch: text => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: search => {
      const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
      const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()
      return text ? `?${text}` : ''
    },
  })
}
