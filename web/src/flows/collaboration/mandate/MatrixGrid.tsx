import type { MandateRow, Scope } from '#collaboration/mandate/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { isoDay } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useNow } from '../../../ui/Values.tsx'
import css from './mandate.module.css'
import { mandateTexts } from './texts.ts'
import { gridMeasures, limitText, measureName, sentence } from './words.ts'

interface Props {
  rows: readonly MandateRow[]
  /** Rows can be changed. */
  onOpen?: (row: MandateRow) => void
  /** As cards of words whatever the width. */
  cards?: boolean
}

/** Holders by measures; every row once more in plain words. */
export function MatrixGrid({ rows, onOpen, cards = false }: Props) {
  const phone = usePhone()
  return phone || cards ? (
    <Cards rows={rows} {...(onOpen && { onOpen })} />
  ) : (
    <Wide rows={rows} {...(onOpen && { onOpen })} />
  )
}

/** Where a mandate holds, in short; empty: everywhere. */
export function useScopeWords() {
  const names = useOrgNames()
  return ({ departmentId, regionId, tier, family }: Scope) =>
    [names.department(departmentId), names.region(regionId), tier, family].filter(Boolean).join(' · ')
}

/** What a row is called: its holder, its scope in short, and the whole in words. */
export function useRowWords() {
  const say = useText(mandateTexts)
  const locale = useLocale()
  const names = useOrgNames()
  const scopeWords = useScopeWords()
  const today = isoDay(useNow())
  return (row: MandateRow) => {
    const { holder, scope, from, to } = row
    const named = {
      holder: holder.kind === 'person' ? names.member(holder.id) : names.role(holder.id),
      department: names.department(scope.departmentId),
      region: names.region(scope.regionId),
    }
    const spanned = from || to ? `${from ?? '…'} – ${to ?? '…'}` : say('always')
    const days = to !== null && to < today ? `${spanned} · ${say('lapsed')}` : spanned
    return {
      holder: named.holder,
      where: scopeWords(scope) || say('everywhere'),
      days,
      words: sentence(row, named, locale),
    }
  }
}

function Wide({ rows, onOpen }: Omit<Props, 'cards'>) {
  const say = useText(mandateTexts)
  const locale = useLocale()
  return (
    <div className={css.grid}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('holder')}</th>
            {gridMeasures.map(measure => (
              <th key={measure} scope="col" className={css.cell}>
                {measureName(measure, locale)}
              </th>
            ))}
            <th scope="col">{say('validity')}</th>
            {onOpen && <th scope="col" aria-label={say('change')} />}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <WideRow key={row.id} row={row} {...(onOpen && { onOpen })} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function WideRow({ row, onOpen }: { row: MandateRow; onOpen?: (row: MandateRow) => void }) {
  const say = useText(mandateTexts)
  const locale = useLocale()
  const { holder, where, days, words } = useRowWords()(row)
  return (
    <>
      <tr>
        <td className={css.who}>
          <b>{holder}</b>
          <small>{where}</small>
        </td>
        {gridMeasures.map(measure => (
          <td
            key={measure}
            className={`num ${css.cell} ${row.limits[measure] === undefined ? css.none : ''}`}
          >
            {limitText(measure, row.limits[measure], locale)}
          </td>
        ))}
        <td className="num">{days}</td>
        {onOpen && (
          <td className={css.icons}>
            <button
              type="button"
              className="plain"
              aria-label={`${say('editRow')}: ${holder}`}
              onClick={() => onOpen(row)}
            >
              <Icon name="edit" size={16} />
            </button>
          </td>
        )}
      </tr>
      <tr>
        <td className={css.words} colSpan={gridMeasures.length + 3}>
          {words}
        </td>
      </tr>
    </>
  )
}

function Cards({ rows, onOpen }: Omit<Props, 'cards'>) {
  const say = useText(mandateTexts)
  const rowWords = useRowWords()
  return (
    <div className={css.cards}>
      {rows.map(row => {
        const { holder, where, days, words } = rowWords(row)
        return (
          <article key={row.id} className={css.card}>
            <header>
              <div className={css.who}>
                <b>{holder}</b>
                <small>
                  {where} · {days}
                </small>
              </div>
              {onOpen && (
                <button
                  type="button"
                  className="plain"
                  aria-label={`${say('editRow')}: ${holder}`}
                  onClick={() => onOpen(row)}
                >
                  <Icon name="edit" size={18} />
                </button>
              )}
            </header>
            <p>{words}</p>
          </article>
        )
      })}
    </div>
  )
}
