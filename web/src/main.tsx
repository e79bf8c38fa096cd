import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './theme/tokens.css'
import './theme/base.css'
import { App } from './app/App.tsx'
import { startI18n } from './app/i18n.ts'
import { applyTheme } from './theme/preferences.ts'

applyTheme()
startI18n()
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
