import { Tooltip } from 'antd'
import { useState, useSyncExternalStore } from 'react'
import { useLocale, useText } from '../app/i18n.ts'
import { ago, exactTime, maskPhone, money, moneyExact } from './format.ts'
import { uiTexts } from './texts.ts'

/** An amount by size, exact on hover. `minor` is in the currency’s minor unit. */
export function Money({ minor, currency = 'CNY' }: { minor: number | string; currency?: string }) {
  const locale = useLocale()
  return (
    <Tooltip title={moneyExact(minor, currency)}>
      <span className="num nowrap">{money(minor, locale, currency)}</span>
    </Tooltip>
  )
}

/** "3 分钟前", exact on hover, kept true while one looks. */
export function RelativeTime({ at }: { at: number }) {
  const locale = useLocale()
  const now = useNow()
  return (
    <Tooltip title={exactTime(at)}>
      <time className="nowrap" dateTime={new Date(at).toISOString()}>
        {ago(at, now, locale)}
      </time>
    </Tooltip>
  )
}

let minute = Date.now()
const watchers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** The current time to half a minute; all who ask share one timer. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => minute)
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  timer ??= setInterval(tick, 30_000)
  if (Date.now() - minute > 30_000) minute = Date.now()
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  minute = Date.now()
  for (const watcher of watchers) watcher()
}

interface PhoneProps {
  masked: string
  /** Fetches the whole number; left out when one may not see it. */
  onReveal?: () => Promise<string>
}

/** A telephone number with its middle hidden. */
export function MaskedPhone({ masked, onReveal }: PhoneProps) {
  const say = useText(uiTexts)
  const [whole, setWhole] = useState<string>()
  if (whole)
    return (
      <a className="num link" href={`tel:${whole}`}>
        {whole}
      </a>
    )
  if (!onReveal) return <span className="num">{maskPhone(masked)}</span>
  return (
    <button
      type="button"
      className="plain num"
      title={say('reveal')}
      onClick={() => void onReveal().then(setWhole)}
    >
      {maskPhone(masked)} <span className="link small">{say('reveal')}</span>
    </button>
  )
}
