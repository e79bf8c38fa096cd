import type { Board, Standing, TermBoard } from '#decision/labelling/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Chip, type ChipTone } from '../../../ui/Badge.tsx'
import { ConfidenceLine } from '../../../ui/ConfidenceBar.tsx'
import type { Column } from '../../../ui/DataTable.tsx'
import { signed } from '../../../ui/format.ts'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import css from './labelling.module.css'
import { labellingTexts } from './texts.ts'

const tones: Record<Standing, ChipTone> = {
  supported: 'green',
  weak: 'red',
  open: 'plain',
  unproven: 'ochre',
  tested: 'blue',
  unseen: 'plain',
}

/** Every signal with weight: how often it came, what people said, and its weight without and with that. */
export function Terms({ board, onOpen }: { board: Board; onOpen: (term: TermBoard) => void }) {
  const say = useText(labellingTexts)
  const columns = useColumns(board.nextId !== null)
  const unseen = board.terms.filter(term => term.standing === 'unseen').length
  return (
    <section className={`card ${css.table}`}>
      <h2>{say('terms')}</h2>
      <p className="quiet small">{say('termsHint')}</p>
      <SimpleTable<TermBoard>
        label={say('tableLabel')}
        items={board.terms.filter(term => term.standing !== 'unseen')}
        rowKey={term => term.term}
        onOpen={onOpen}
        columns={columns}
      />
      {unseen > 0 && <p className="quiet small">{say('unseenRest', { count: unseen, days: board.days })}</p>}
    </section>
  )
}

/** @param next whether a learned model waits: its weights stand beside, without and with the labels */
function useColumns(next: boolean): Column<TermBoard>[] {
  const say = useText(labellingTexts)
  const locale = useLocale()
  const said = ({ real, not, unsure }: TermBoard) => real + not + unsure
  const nextColumns: Column<TermBoard>[] = [
    {
      key: 'next',
      title: say('weightNext'),
      numeric: true,
      render: term => term.next && <Weight {...term.next.without} />,
    },
    {
      key: 'nextWith',
      title: say('weightNextWith'),
      numeric: true,
      render: term => term.adjusted && term.next && <Weight {...term.next.with} strong />,
    },
  ]
  return [
    { key: 'signal', title: say('signal'), phone: 'title', render: term => pick(term.name, locale) },
    {
      key: 'seen',
      title: say('seen'),
      numeric: true,
      render: term => <span className="num">{term.seen}</span>,
    },
    {
      key: 'said',
      title: say('said'),
      render: term =>
        said(term) === 0 ? null : (
          <span className="num small">
            {say('saidCounts', { real: term.real, not: term.not, unsure: term.unsure })}
          </span>
        ),
    },
    {
      key: 'share',
      title: say('share'),
      render: term => term.share && <ConfidenceLine estimate={term.share} />,
    },
    {
      key: 'now',
      title: say('weightNow'),
      numeric: true,
      render: term => <Weight weight={term.weight} sd={term.sd} />,
    },
    {
      key: 'with',
      title: say('weightWith'),
      numeric: true,
      render: term => term.adjusted && <Weight {...term.adjusted} strong />,
    },
    ...(next ? nextColumns : []),
    {
      key: 'standing',
      title: say('standing'),
      phone: 'context',
      render: term => (
        <Chip tone={tones[term.standing]} dot>
          {say(term.standing)}
        </Chip>
      ),
    },
  ]
}

/** A weight with its 95 % interval. */
export function Weight({ weight, sd, strong = false }: { weight: number; sd: number; strong?: boolean }) {
  const shown = signed(weight)
  return (
    <span className="num nowrap">
      {strong ? <b>{shown}</b> : shown} <small className="quiet">± {(1.96 * sd).toFixed(2)}</small>
    </span>
  )
}
