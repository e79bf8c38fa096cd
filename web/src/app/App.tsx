import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App as AntApp, ConfigProvider } from 'antd'
import enUS from 'antd/es/locale/en_US'
import zhCN from 'antd/es/locale/zh_CN'
import { type ReactNode, useMemo } from 'react'
import { antdTheme } from '../theme/antd.ts'
import { useMode, usePhone, useStill } from '../theme/preferences.ts'
import { useLocale } from './i18n.ts'
import { queries } from './queries.ts'
import { makeRouter } from './routes.tsx'

const router = makeRouter()

/** The staff application. */
export function App() {
  return (
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  )
}

/** Theme, language and data for whatever is inside. */
export function Providers({ children }: { children: ReactNode }) {
  const locale = useLocale()
  const [mode, phone, still] = [useMode(), usePhone(), useStill()]
  const theme = useMemo(() => antdTheme(mode, phone, still), [mode, phone, still])
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider
        theme={theme}
        locale={locale === 'en' ? enUS : zhCN}
        button={{ autoInsertSpace: false }}
        wave={{ disabled: true }}
      >
        <AntApp component={false} message={{ top: 56, maxCount: 3 }}>
          {children}
        </AntApp>
      </ConfigProvider>
    </QueryClientProvider>
  )
}
