import { useQuery } from '@tanstack/react-query'
import type { StrategyView } from '#decision/strategy/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { type Change, compareDocs } from './compare.ts'
import { versionQuery } from './data.ts'
import css from './strategy.module.css'
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

/** Where two versions differ, place by place. */
export function CompareSheet({ strategy, comparing, onClose }: Props) {
  const say = useText(strategyTexts)
  const to = comparing?.to === 'draft' ? say('toDraft') : say('toVersion', { version: comparing?.to ?? 0 })
  return (
    <Sheet
      open={comparing !== undefined}
      onClose={onClose}
      title={say('compareTitle', { from: comparing?.from ?? 0, to })}
      subtitle={strategy.name}
      width={640}
    >
      {comparing && <Body strategy={strategy} {...comparing} />}
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
          <Changes changes={compareDocs(before.definition, s.draft)} />
        ) : (
          <Loaded query={newer} skeleton={<SkeletonLines rows={8} />}>
            {after => <Changes changes={compareDocs(before.definition, after.definition)} />}
          </Loaded>
        )
      }
    </Loaded>
  )
}

function Changes({ changes }: { changes: Change[] }) {
  const say = useText(strategyTexts)
  if (changes.length === 0) return <p className="quiet">{say('same')}</p>
  return (
    <ul className={css.changes}>
      {changes.map(({ path, before, after }) => {
        const how = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
        return (
          <li key={path}>
            <p>
              <code>{path}</code>
              <Chip tone={how === 'added' ? 'green' : how === 'removed' ? 'red' : 'ochre'}>{say(how)}</Chip>
            </p>
            {before !== undefined && <pre className={css.before}>− {shown(before)}</pre>}
            {after !== undefined && <pre className={css.after}>+ {shown(after)}</pre>}
          </li>
        )
      })}
    </ul>
  )
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
