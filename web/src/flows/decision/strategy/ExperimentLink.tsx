import { useQuery } from '@tanstack/react-query'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { Chip } from '../../../ui/Badge.tsx'
import { experimentListQuery } from '../experiment/data.ts'
import css from './strategy.module.css'
import { strategyTexts } from './texts.ts'

/** From a strategy to what its running experiment shows; nothing where none runs. */
export function ExperimentLink({ strategyId }: { strategyId: string }) {
  const say = useText(strategyTexts)
  const { data } = useQuery(experimentListQuery({ strategy: strategyId }))
  const running = data?.items.find(item => item.endedAt === null)
  if (!running) return null
  return (
    <Link to={`/experiments/${running.id}`} className={css.experiment}>
      <Chip>{say('toExperiment', { day: running.day })}</Chip>
    </Link>
  )
}
