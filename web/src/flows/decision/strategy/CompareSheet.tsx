import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { StrategyView } from '#decision/strategy/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { versionQuery } from './data.ts'
import { strategyTexts } from './texts.ts'

export interface Comparing {
  from: number
  to: number | 'draft'
}

interface Props {
  strategy: StrategyView
  comparing: Comparing | undefined
  onClose: () => void
}

// With the canvas in it, it is fetched when somebody compares.
const Comparison = lazy(() =>
  import('./studio/Comparison.tsx').then(({ Comparison: one }) => ({ default: one })),
)

/** Where two versions differ: as sentences, as canvases, in what they would do, and place by place. */
export function CompareSheet({ strategy, comparing, onClose }: Props) {
  const say = useText(strategyTexts)
  const to = comparing?.to === 'draft' ? say('toDraft') : say('toVersion', { version: comparing?.to ?? 0 })
  return (
    <Sheet
      open={comparing !== undefined}
      onClose={onClose}
      title={say('compareTitle', { from: comparing?.from ?? 0, to })}
      subtitle={strategy.name}
      width={980}
    >
      {comparing && (
        <Suspense fallback={<SkeletonLines rows={8} />}>
          <Body strategy={strategy} {...comparing} />
        </Suspense>
      )}
    </Sheet>
  )
}

function Body({ strategy: s, from, to }: { strategy: StrategyView } & Comparing) {
  const older = useQuery(versionQuery(s.id, from))
  const newer = useQuery({ ...versionQuery(s.id, to === 'draft' ? from : to), enabled: to !== 'draft' })
  return (
    <Loaded query={older} skeleton={<SkeletonLines rows={8} />}>
      {before =>
        to === 'draft' ? (
          <Comparison before={before.definition} after={s.draft ?? {}} />
        ) : (
          <Loaded query={newer} skeleton={<SkeletonLines rows={8} />}>
            {after => <Comparison before={before.definition} after={after.definition} />}
          </Loaded>
        )
      }
    </Loaded>
  )
}
