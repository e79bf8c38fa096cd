import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type LetterView, letterKept, listLetters } from '#platform/letterbox/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { refetchOn } from '../../app/live.ts'
import { useMay, useMe } from '../../app/session.ts'
import { useUrlState } from '../../app/url-state.ts'
import { usePhone } from '../../theme/preferences.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { EmptyState } from '../../ui/States.tsx'
import { RelativeTime } from '../../ui/Values.tsx'
import css from './Letters.module.css'
import { letterboxTexts } from './texts.ts'

refetchOn(letterKept, ['letters'])

/** The demo's letter box: what the sample would have mailed, to be read as whom it was written to. */
export default function LettersPage() {
  const say = useText(letterboxTexts)
  const me = useMe()
  return (
    <>
      <PageHead title={say('title')} {...(me.mail === 'kept' && { subtitle: say('hint') })} back="/me" />
      <PageBody>
        {me.mail === 'kept' ? (
          <Letters />
        ) : (
          <EmptyState icon="mail" title={say('closed')} hint={say('closedHint')} />
        )}
      </PageBody>
    </>
  )
}

function Letters() {
  const say = useText(letterboxTexts)
  const phone = usePhone()
  const [search, change] = useUrlState()
  const query = useQuery({ queryKey: ['letters'], queryFn: () => call(listLetters) })
  return (
    <Loaded query={query}>
      {({ items }) => {
        // The phone shows one thing at a time; beside the list there is always a letter.
        const chosen = items.find(({ id }) => id === search.letter) ?? (phone ? undefined : items[0])
        if (items.length === 0) return <None />
        return (
          <>
            <div className={css.columns}>
              {!(phone && chosen) && (
                <List items={items} chosen={chosen} onChoose={letter => change({ letter })} />
              )}
              {chosen && <Letter letter={chosen} onBack={() => change({ letter: undefined })} />}
            </div>
            <p className="quiet small">{say('limit')}</p>
          </>
        )
      }}
    </Loaded>
  )
}

function None() {
  const say = useText(letterboxTexts)
  const may = useMay()
  const way = may('contract.read') && (
    <Link to="/contracts" className="link">
      {say('toContracts')}
    </Link>
  )
  return <EmptyState icon="mail" title={say('none')} hint={say('noneHint')} action={way} />
}

interface ListProps {
  items: LetterView[]
  chosen: LetterView | undefined
  onChoose: (id: string) => void
}

function List({ items, chosen, onChoose }: ListProps) {
  return (
    <ul className={`card ${css.list}`}>
      {items.map(({ id, to, subject, at }) => (
        <li key={id}>
          <button type="button" aria-current={id === chosen?.id} onClick={() => onChoose(id)}>
            <span className={css.line}>
              <span className="clip">{to.name ?? to.address}</span>
              <RelativeTime at={at} />
            </span>
            <span className={`clip ${css.subject}`}>{subject}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Letter({ letter, onBack }: { letter: LetterView; onBack: () => void }) {
  const say = useText(letterboxTexts)
  const phone = usePhone()
  const { name, address } = letter.to
  const code = /^\d{6}(?= )/.exec(letter.subject)?.[0]
  return (
    <article className={`card ${css.letter}`}>
      {phone && (
        <Button size="small" icon={<Icon name="back" size={14} />} onClick={onBack}>
          {say('back')}
        </Button>
      )}
      <h2>{letter.subject}</h2>
      <p className="quiet small">
        {say('to', { who: [name, `<${address}>`].filter(Boolean).join(' ') })} ·{' '}
        <RelativeTime at={letter.at} />
      </p>
      {code && (
        <p>
          {say('code')} <CopyButton text={code} />
        </p>
      )}
      <p className={css.text}>
        {piecesOf(letter.text).map(({ from, text, isLink }) =>
          isLink ? (
            <a key={from} href={text} target="_blank" rel="noreferrer" className="link">
              {text}
            </a>
          ) : (
            <span key={from}>{text}</span>
          ),
        )}
      </p>
    </article>
  )
}

/** The text with its addresses apart, each with where it begins. */
function piecesOf(text: string): { from: number; text: string; isLink: boolean }[] {
  let from = 0
  return text.split(/(https?:\/\/[^\s，。；）]+)/).map((piece, index) => {
    const at = from
    from += piece.length
    return { from: at, text: piece, isLink: index % 2 === 1 }
  })
}
