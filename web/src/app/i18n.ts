import i18next from 'i18next'
import { useCallback } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Locale, LocalText } from '#kernel/error.ts'

export type { Locale }

const key = 'loam.language'

/** All areas registered so far, for the test that both languages are complete. */
export const areas = new Map<string, { 'zh-CN': Record<string, string>; en: Record<string, string> }>()

/** The texts of one area of the interface. `name_one` in English is the form for exactly one. */
export interface Texts<K extends string> {
  area: string
  keys?: K
}

/** The keys of an area's texts: `TextKey<typeof shellTexts>`. */
export type TextKey<T> = T extends Texts<infer K extends string> ? K : never

/** Declares an area's texts in both languages; Chinese decides which keys there are. */
export function texts<K extends string>(
  area: string,
  both: {
    'zh-CN': Record<K, string>
    en: Record<NoInfer<K>, string> & { [P in `${NoInfer<K>}_one`]?: string }
  },
): Texts<K> {
  areas.set(area, both as { 'zh-CN': Record<K, string>; en: Record<K, string> })
  if (i18next.isInitialized) register(area)
  return { area }
}

export type Say<K extends string> = (key: K, values?: Record<string, string | number>) => string

/** The words of an area in the language of the screen: `const say = useText(shellTexts)`. */
export function useText<K extends string>({ area }: Texts<K>): Say<K> {
  const { t } = useTranslation(area)
  return useCallback((key, values) => t(key, values ?? {}), [t])
}

/** The language of the screen. */
export function useLocale(): Locale {
  const { i18n } = useTranslation()
  return i18n.language === 'en' ? 'en' : 'zh-CN'
}

/** The right one of a text that the server gave in both languages. */
export function pick(text: LocalText, locale: Locale): string {
  return text[locale] || text['zh-CN'] || text.en
}

export function startI18n(): void {
  void i18next.use(initReactI18next).init({
    lng: localStorage.getItem(key) === 'en' ? 'en' : 'zh-CN',
    fallbackLng: 'zh-CN',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: {},
    initAsync: false,
    returnNull: false,
  })
  for (const area of areas.keys()) register(area)
  document.documentElement.lang = i18next.language
}

/** Switches the language at once and remembers it on this device. */
export async function chooseLanguage(locale: Locale): Promise<void> {
  localStorage.setItem(key, locale)
  document.documentElement.lang = locale
  await i18next.changeLanguage(locale)
}

function register(area: string): void {
  const both = areas.get(area)!
  i18next.addResourceBundle('zh-CN', area, both['zh-CN'], true, true)
  i18next.addResourceBundle('en', area, both.en, true, true)
}
