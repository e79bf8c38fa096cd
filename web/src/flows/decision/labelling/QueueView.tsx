import { App, Button } from 'antd'
import { useCallback, useState } from 'react'
import {
  giveLabel,
  type LabelInput,
  type LabelReason,
  type Queue,
  type Revealed,
  reasonsOf,
  undoLabel,
  type Verdict,
  verdicts,
} from '#decision/labelling/api.ts'
import { call } from '../../../app/http.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { queries } from '../../../app/queries.ts'
import { useSave } from '../../../app/useSave.ts'
import { percent, percentRange, signed } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { uiTexts } from '../../../ui/texts.ts'
import { labellingKey, queueQuery } from './data.ts'
import css from './labelling.module.css'
import { SignalCard } from './SignalCard.tsx'
import { labellingTexts } from './texts.ts'
import { useKeys } from './useKeys.ts'
import { WhyBox } from './WhyBox.tsx'

/** The signals that wait for me, one at a time. */
export function QueueView({ queue }: { queue: Queue }) {
  const say = useText(labellingTexts)
  const [card] = queue.cards
  const { progress } = queue
  return (
    <div className={css.queue}>
      {progress.total > 0 && (
        <div className={css.progress}>
          <b className="num">{say('progress', { done: progress.done, total: progress.total })}</b>
          <span className="quiet small">{say('progressHint')}</span>
          <i className={`${css.bar} ${css.wide}`} aria-hidden="true">
            <i className={css.done} style={{ width: `${(100 * progress.done) / progress.total}%` }} />
          </i>
        </div>
      )}
      {queue.last && <LastOne last={queue.last} />}
      {card ? (
        <Judging key={card.taskId} queue={queue} />
      ) : (
        <div className="card">
          {progress.total > 0 ? (
            <EmptyState icon="check" title={say('done')} hint={say('doneHint')} />
          ) : (
            <EmptyState
              icon="sprout"
              title={say('noneForMe')}
              hint={say(queue.asked ? 'noneAsked' : 'noneNotAsked')}
            />
          )}
        </div>
      )}
    </div>
  )
}

/** Judges the first card: a verdict, then why. */
function Judging({ queue }: { queue: Queue }) {
  const say = useText(labellingTexts)
  const card = queue.cards[0]!
  const [verdict, setVerdict] = useState<Verdict>()
  const [reason, setReason] = useState<LabelReason>()
  const [words, setWords] = useState('')
  const save = useSave((body: LabelInput) => call(giveLabel, { params: { id: card.taskId }, body }), {
    onDone: next,
    refetch: [labellingKey],
  })
  const undo = useUndoLast(queue.last)
  const ready = verdict !== undefined && (verdict !== 'not' || reason !== undefined)
  const record = () => {
    if (!ready || save.isPending) return
    save.mutate({
      ...{ id: crypto.randomUUID(), verdict },
      ...(reason && { reason }),
      ...(words.trim() && { words: words.trim() }),
    })
  }
  const choose = (one: Verdict) => {
    setVerdict(one)
    setReason(undefined)
  }
  useKeys({
    digit: n => {
      if (verdict === undefined) {
        const one = verdicts[n - 1]
        if (one) choose(one)
        return
      }
      const one = reasonsOf[verdict][n - 1]
      if (one) setReason(one)
    },
    enter: record,
    escape: () => setVerdict(undefined),
    undo,
  })
  return (
    <div className={css.judging}>
      <SignalCard card={card} />
      <section className={css.answer} aria-label={say('question')}>
        {verdict === undefined ? (
          <>
            <h2>{say('question')}</h2>
            <div className={css.verdicts}>
              {verdicts.map((one, i) => (
                <button key={one} type="button" onClick={() => choose(one)}>
                  <kbd>{i + 1}</kbd>
                  {say(one)}
                </button>
              ))}
            </div>
            <p className={`quiet small ${css.keys}`}>{say('keys')}</p>
          </>
        ) : (
          <WhyBox
            {...{ verdict, reason, words, ready }}
            busy={save.isPending}
            onReason={setReason}
            onWords={setWords}
            onBack={() => setVerdict(undefined)}
            onRecord={record}
          />
        )}
      </section>
    </div>
  )
}

/** The next card is there before the server has answered with the whole queue. */
function next(revealed: Revealed): void {
  queries.setQueryData(
    queueQuery.queryKey,
    before =>
      before && {
        ...before,
        cards: before.cards.filter(card => card.taskId !== revealed.taskId),
        progress: { ...before.progress, done: before.progress.done + 1 },
        last: revealed,
      },
  )
}

function useUndoLast(last: Revealed | null) {
  const say = useText(labellingTexts)
  const { message } = App.useApp()
  const save = useSave(
    (one: Revealed) => call(undoLabel, { params: { id: one.taskId, labelId: one.labelId } }),
    { refetch: [labellingKey], onDone: () => void message.success(say('undone')) },
  )
  const { mutate } = save
  return useCallback(() => {
    if (last) mutate(last)
  }, [last, mutate])
}

/** What the model thought of the one just judged. */
function LastOne({ last }: { last: Revealed }) {
  const say = useText(labellingTexts)
  const sayUi = useText(uiTexts)
  const locale = useLocale()
  const undo = useUndoLast(last)
  const { value, low, high } = last.estimate
  return (
    <section className={css.last} aria-live="polite">
      <p>
        <span className={css.said}>
          {say('recorded', { verdict: say(last.verdict === 'not' ? 'notLong' : last.verdict) })}
          {'  '}
        </span>
        <Link to={`/decisions/${last.decisionId}`}>{pick(last.title, locale)}</Link>
      </p>
      <p className="quiet small num">
        {say('modelThought', {
          weight: signed(last.weight),
          value: percent(value),
          range: percentRange(low, high),
        })}
      </p>
      <Button size="small" icon={<Icon name="undo" size={16} />} onClick={undo}>
        {sayUi('undo')}
      </Button>
    </section>
  )
}
