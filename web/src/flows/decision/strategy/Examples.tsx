import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { readAccountTimeline } from '#decision/ingest/api.ts'
import type { BacktestResult } from '#decision/strategy/backtest-api.ts'
import { isId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { Chip } from '../../../ui/Badge.tsx'
import { count, exactTime } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import css from './editor.module.css'
import { strategyTexts } from './texts.ts'

type Sample = BacktestResult['samples'][number]

/** One firing; it opens to the acts that came before. */
export function Example({ sample }: { sample: Sample }) {
  const say = useText(strategyTexts)
  const [open, setOpen] = useState(false)
  const measures = Object.entries(sample.measures)
  return (
    <li>
      <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'down' : 'next'} size={16} />
        <time className="num">{exactTime(sample.at)}</time>
        <b>{sample.name ?? sample.key}</b>
        {sample.holdout && <Chip>{say('willHold')}</Chip>}
        <span className="quiet num">
          {measures.map(([name, value]) => `${name} = ${value === null ? '–' : count(value)}`).join(' · ')}
        </span>
        <span className="unseen">{say(open ? 'hideActs' : 'showActs')}</span>
      </button>
      {open &&
        (isId(sample.key) && sample.name ? (
          <Acts sample={sample} />
        ) : (
          <p className="quiet">{say('noActs')}</p>
        ))}
    </li>
  )
}

function Acts({ sample }: { sample: Sample }) {
  const say = useText(strategyTexts)
  const query = useQuery({
    queryKey: ['strategy-example', sample.key, sample.at],
    queryFn: () =>
      call(readAccountTimeline, {
        params: { id: sample.key },
        query: { before: `${sample.at + 1},`, limit: 8 },
      }),
  })
  return (
    <Loaded query={query} skeleton={<SkeletonLines rows={3} />}>
      {({ entries }) =>
        entries.length === 0 ? (
          <p className="quiet">{say('noActs')}</p>
        ) : (
          <ol className={css.acts} aria-label={say('before')}>
            {entries.map(entry => (
              <li key={entry.id} className={sample.events.includes(entry.id) ? css.cause : undefined}>
                <time className="num">{exactTime(entry.at)}</time>
                <code>{entry.type}</code>
                <span className="quiet">
                  {[entry.person?.name, entry.object, entry.section].filter(Boolean).join(' · ')}
                </span>
              </li>
            ))}
            <li>
              <Link to={`/accounts/${sample.key}`} className="link">
                {sample.name}
              </Link>
            </li>
          </ol>
        )
      }
    </Loaded>
  )
}
