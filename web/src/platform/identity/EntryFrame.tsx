import type { ReactNode } from 'react'
import { useText } from '../../app/i18n.ts'
import { LanguageSwitch } from '../../shell/TopBar.tsx'
import { Logo } from '../../ui/icons.tsx'
import css from './Entry.module.css'
import { identityTexts } from './texts.ts'

/** The page before one is inside: the sign, one card, the language. */
export function EntryFrame({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const say = useText(identityTexts)
  return (
    <div className={css.page}>
      <header>
        <span className={css.brand}>
          <Logo size={28} /> Loam 沃土
        </span>
        <LanguageSwitch />
      </header>
      <main className={css.main}>
        <section className={`card ${css.card}`}>
          <h1>{title}</h1>
          {hint && <p className="quiet">{hint}</p>}
          {children}
        </section>
        <p className={css.tagline}>{say('tagline')}</p>
      </main>
    </div>
  )
}
