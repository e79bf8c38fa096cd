import type { LoopLine } from '#collaboration/loop/api.ts'
import { useText } from '../../../app/i18n.ts'
import { stateText } from './data.ts'
import css from './loop.module.css'
import { loopTexts } from './texts.ts'

/** The six steps as a row of marks, for lists: filled is done, a ring is now. */
export function Way({ line }: { line: LoopLine }) {
  const say = useText(loopTexts)
  return (
    <span className={css.way}>
      {line.steps.map(({ step, state }) => (
        <i
          key={step}
          className={css[`mark-${state}`] ?? ''}
          title={`${say(step)} · ${stateText(state, say)}`}
        />
      ))}
      <span className="unseen">{say(line.step)}</span>
    </span>
  )
}
