import { useSyncExternalStore } from 'react'
import { type Mode, phoneMax } from './tokens.ts'

/** What the reader chose: follow the system, or one of the two. */
export type ThemeChoice = 'system' | Mode

const key = 'loam.theme'
const listeners = new Set<() => void>()

export function themeChoice(): ThemeChoice {
  const kept = localStorage.getItem(key)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** Keeps the choice on this device and applies it at once. */
export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(key)
  else localStorage.setItem(key, choice)
  applyTheme()
  for (const listener of listeners) listener()
}

/** Puts the kept choice on the document; called once before the first paint. */
export function applyTheme(): void {
  const choice = themeChoice()
  if (choice === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = choice
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, themeChoice)
}

/** The mode that is on the screen now. */
export function useMode(): Mode {
  const choice = useThemeChoice()
  const night = useMedia('(prefers-color-scheme: dark)')
  return choice === 'system' ? (night ? 'dark' : 'light') : choice
}

export const usePhone = () => useMedia(`(max-width: ${phoneMax}px)`)
export const useStill = () => useMedia('(prefers-reduced-motion: reduce)')

/** Whether a media query holds, kept up to date. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    change => {
      const media = matchMedia(query)
      media.addEventListener('change', change)
      return () => media.removeEventListener('change', change)
    },
    () => matchMedia(query).matches,
  )
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
