import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import '../theme/tokens.css'
import '../theme/base.css'
import { Providers } from '../app/App.tsx'
import { chooseLanguage, startI18n } from '../app/i18n.ts'
import { chooseTheme } from '../theme/preferences.ts'
import { Gallery } from './Gallery.tsx'

// Development only: every design component with sample data. `?lang=en&theme=dark`.
const wanted = new URLSearchParams(location.search)
chooseTheme(wanted.get('theme') === 'dark' ? 'dark' : 'light')
startI18n()
await chooseLanguage(wanted.get('lang') === 'en' ? 'en' : 'zh-CN')

const router = createRouter({
  routeTree: createRootRoute({ component: Gallery }),
  history: createMemoryHistory(),
})
createRoot(document.getElementById('root')!).render(
  <Providers>
    <RouterProvider router={router} />
  </Providers>,
)
