import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { SuggestionView, Today } from '#decision/suggestion/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { isoDay, weekday } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageHead } from '../../../ui/PageHead.tsx'
import { EmptyState, SkeletonCards } from '../../../ui/States.tsx'
import { SuggestionCard } from '../../../ui/SuggestionCard.tsx'
import { useNow } from '../../../ui/Values.tsx'
import { Answered } from './Answered.tsx'
import { tellSeen, todayQuery, untakenQuery } from './data.ts'
import { RestOfDay } from './RestOfDay.tsx'
import { cardOf } from './shown.ts'
import css from './suggestion.module.css'
import { suggestionTexts } from './texts.ts'
import { useSuggestionSheets } from './useSuggestionSheets.tsx'

// What is not about the cards comes after them.
const FirstSteps = lazy(() => import('./FirstSteps.tsx'))
const WaitingLine = lazy(async () => ({
  default: (await import('../labelling/WaitingLine.tsx')).WaitingLine,
}))
const AdoptionLine = lazy(async () => ({
  default: (await import('../adoption/AdoptionLink.tsx')).AdoptionLine,
}))

/** 今日: what is worth doing now, best first; below, the rest of the day. */
export default function TodayPage() {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const now = useNow()
  const query = useQuery(todayQuery)
  const may = useMay()
  const sheets = useSuggestionSheets()
  const phone = usePhone()
  const day = `${isoDay(now)} ${weekday(now, locale)}`
  const items = query.data?.items.filter(s => s.expiresAt > now) ?? []
  const title = !query.data
    ? say('todayLoading')
    : items.length > 0
      ? say('todayTitle', { count: items.length })
      : say('todayLoading')
  return (
    <div className={css.page}>
      <PageHead
        title={title}
        {...(phone
          ? { subtitle: <span className="num">{day}</span> }
          : { actions: <span className={`num ${css.date}`}>{day}</span> })}
      />
      <div className={css.columns}>
        <div className={css.main}>
          <Loaded query={query} skeleton={<SkeletonCards />}>
            {today => <Cards today={today} items={items} now={now} sheets={sheets} />}
          </Loaded>
        </div>
        <aside className={css.side}>
          <RestOfDay />
          {may('suggestion.manage') && <UntakenLine />}
          <Suspense>
            <WaitingLine className={css.line} />
            <AdoptionLine className={css.line} />
          </Suspense>
          <Answered onKit={sheets.openKit} onNote={sheets.openNote} />
        </aside>
      </div>
      {sheets.sheets}
    </div>
  )
}

/** For who looks after others: how many suggestions nobody took. */
function UntakenLine() {
  const say = useText(suggestionTexts)
  const { data } = useQuery(untakenQuery)
  if (!data || data.length === 0) return null
  return (
    <section className={css.line}>
      <Link to="/suggestions">
        {say('untakenCount', { count: data.length })}
        <Icon name="next" size={16} />
      </Link>
    </section>
  )
}

interface CardsProps {
  today: Today
  items: SuggestionView[]
  now: number
  sheets: ReturnType<typeof useSuggestionSheets>
}

function Cards({ today, items, now, sheets }: CardsProps) {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const may = useMay()
  const go = useGo()
  const fresh = useFresh(items)
  const arrived = items.find(s => fresh.has(s.id))
  return (
    <>
      <p className="unseen" role="status">
        {arrived ? say('arrived', { title: pick(arrived.title, locale) }) : ''}
      </p>
      {items.length === 0 && (
        <div className="card">
          <EmptyState icon="sprout" title={say('nothing')} hint={say('nothingHint')} />
        </div>
      )}
      {items.length === 0 && may('setting.manage') && (
        <Suspense>
          <FirstSteps />
        </Suspense>
      )}
      <ul className={css.cards}>
        {items.map((s, i) => (
          <li key={s.id} className={fresh.has(s.id) ? css.fresh : undefined}>
            <SuggestionCard
              suggestion={cardOf(s, locale, say)}
              variant={i === 0 ? 'focus' : 'calm'}
              now={now}
              onWhy={() => sheets.openWhy(s)}
              busy={!may('suggestion.respond')}
              onAdopt={() => sheets.adopt(s)}
              onAdapt={() => sheets.ask(s, 'adapt')}
              onReject={() => sheets.ask(s, 'reject')}
              onSnooze={() => sheets.ask(s, 'snooze')}
              {...(s.accountId &&
                may('quote.write') && { onQuote: () => void go(`/quotes?new=1&account=${s.accountId}`) })}
            />
          </li>
        ))}
      </ul>
      {today.waiting > 0 && (
        <p className={`num ${css.waiting}`}>
          <b>{say('waiting', { count: today.waiting })}</b>
          <span>{say('waitingHint', { perDay: today.perDay })}</span>
        </p>
      )}
    </>
  )
}

/** Those that came while one looks, so that they slide in; each is told to the server as shown once. */
function useFresh(items: SuggestionView[]): ReadonlySet<string> {
  const known = useRef<Set<string>>(undefined)
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  const ids = items.map(s => s.id).join()
  useEffect(() => {
    const all = ids === '' ? [] : ids.split(',')
    const unknown = all.filter(id => !known.current?.has(id))
    if (known.current) setFresh(new Set(unknown))
    known.current = new Set([...(known.current ?? []), ...unknown])
    tellSeen(unknown, 'shown')
  }, [ids])
  return fresh
}
