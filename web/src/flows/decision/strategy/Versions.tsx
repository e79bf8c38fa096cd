import { Button } from 'antd'
import type { StrategyView } from '#decision/strategy/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useNames } from '../../../crm/data.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { exactTime } from '../../../ui/format.ts'
import type { Comparing } from './CompareSheet.tsx'
import css from './strategy.module.css'
import { strategyTexts } from './texts.ts'

interface Props {
  strategy: StrategyView
  onCompare: (comparing: Comparing) => void
}

/** What was published when, by whom and why; each compared with the one before. */
export function Versions({ strategy: s, onCompare }: Props) {
  const say = useText(strategyTexts)
  const names = useNames()
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('versions')}</h2>
      {s.versions.length === 0 && <p className="quiet">{say('noVersions')}</p>}
      <ol className={css.versions}>
        {s.versions.map(({ version, note, publishedAt, publishedBy, shadow, actsFrom, openRuns }) => (
          <li key={version}>
            <div>
              <b>{say('version', { version })}</b>
              {version === s.liveVersion && (
                <Chip tone="green" dot>
                  {say('current')}
                </Chip>
              )}
              <span className="quiet small num">
                {exactTime(publishedAt)} {names.person(publishedBy)}
              </span>
            </div>
            {shadow && actsFrom === null && <p className="quiet small">{say('wasShadow')}</p>}
            {openRuns !== null && openRuns > 0 && (
              <p className="quiet small">{say('openRunsOn', { count: openRuns })}</p>
            )}
            {note && <p>{note}</p>}
            {version > 1 && (
              <Button size="small" type="text" onClick={() => onCompare({ from: version - 1, to: version })}>
                {say('compare')}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
