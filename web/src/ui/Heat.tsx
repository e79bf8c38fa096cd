import { Fragment } from 'react'
import { useText } from '../app/i18n.ts'
import { Avatar } from './Badge.tsx'
import { clock, percent } from './format.ts'
import css from './Heat.module.css'
import { uiTexts } from './texts.ts'
import type { HeatBlock, HeatMatrixData, HeatReader } from './types.ts'

/** Square root, so that short looks remain visible beside long ones. */
const shade = (value: number, most: number) =>
  value <= 0 || most <= 0 ? 0 : 0.06 + 0.8 * Math.sqrt(value / most)
const tint = (strength: number, colour = 'accent') =>
  `color-mix(in srgb, var(--${colour}) ${(strength * 100).toFixed(1)}%, transparent)`

/** A row of small cells, one per page, darker where one stayed longer. Values 0–1. */
export function HeatCells({ values, size = 'small' }: { values: number[]; size?: 'small' | 'wide' }) {
  return (
    <span className={size === 'wide' ? css.wide : css.cells} aria-hidden="true">
      {values.map((value, page) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
        <i key={page} style={{ background: value > 0 ? tint(0.12 + 0.85 * value) : undefined }} />
      ))}
    </span>
  )
}

/** Less … more. */
export function HeatScale() {
  const say = useText(uiTexts)
  return (
    <span className={css.scale}>
      {say('few')}
      <span>
        {[0.06, 0.2, 0.36, 0.52, 0.68, 0.86].map(step => (
          <i key={step} style={{ background: tint(step) }} />
        ))}
      </span>
      {say('many')}
    </span>
  )
}

interface Props {
  data: HeatMatrixData
  /** The page that stands out, if any. */
  chosen?: number
  onChoose?: (page: number) => void
  /** How a value and a sum are written; seconds by default. */
  write?: (value: number) => string
  writeTotal?: (value: number) => string
}

/** Readers × pages, with thumbnails above and sums at the right and below. */
export function HeatMatrix({ data, chosen, onChoose, write = String, writeTotal = clock }: Props) {
  const say = useText(uiTexts)
  const most = Math.max(0, ...data.readers.flatMap(reader => reader.values))
  const sums = data.pages.map((_, page) =>
    data.readers.reduce((sum, reader) => sum + (reader.values[page] ?? 0), 0),
  )
  const all = sums.reduce((a, b) => a + b, 0)
  return (
    <div className={css.scroll}>
      <table className={css.matrix} style={{ minWidth: 190 + data.pages.length * 52 }}>
        <colgroup>
          <col className={css.readerColumn} />
          {data.pages.map(page => (
            <col key={page.label} />
          ))}
          <col className={css.totalColumn} />
        </colgroup>
        <thead>
          <Pages data={data} chosen={chosen} onChoose={onChoose} />
          <Chapters data={data} sums={sums} all={all} />
        </thead>
        <tbody>
          {data.readers.map(reader => (
            <Reader
              key={reader.id}
              reader={reader}
              most={most}
              chosen={chosen}
              write={write}
              writeTotal={writeTotal}
            />
          ))}
        </tbody>
        <tfoot>
          <Sums sums={sums} all={all} chosen={chosen} writeTotal={writeTotal} label={say('perPage')} />
        </tfoot>
      </table>
    </div>
  )
}

interface PagesProps {
  data: HeatMatrixData
  chosen: number | undefined
  onChoose: ((page: number) => void) | undefined
}

function Pages({ data, chosen, onChoose }: PagesProps) {
  const say = useText(uiTexts)
  return (
    <tr>
      <th className={css.head} scope="col">
        {say('pages')}
      </th>
      {data.pages.map((page, i) => (
        <th key={page.label} className={css.page} scope="col">
          <button
            type="button"
            aria-pressed={i === chosen}
            onClick={() => onChoose?.(i)}
            aria-label={`${say('pages')} ${page.label}`}
          >
            <Thumbnail image={page.thumbnail} blocks={page.sections ?? []} />
            <span className="num">{page.label}</span>
          </button>
        </th>
      ))}
      <th className={css.head} scope="col">
        <span className="unseen">{say('totalShort')}</span>
      </th>
    </tr>
  )
}

/** A page's picture with its sections tinted by heat. */
export function Thumbnail({ image, blocks }: { image?: string | undefined; blocks: HeatBlock[] }) {
  return (
    <span
      className={`${css.thumbnail} ${image ? css.pictured : ''}`}
      style={image ? { backgroundImage: `url(${JSON.stringify(image)})` } : undefined}
    >
      {blocks.map(block => (
        <i
          key={`${block.x} ${block.y}`}
          title={block.label}
          style={{
            left: percent(block.x, 2),
            top: percent(block.y, 2),
            width: percent(block.width, 2),
            height: percent(block.height, 2),
            background: tint(0.1 + 0.75 * block.heat),
          }}
        />
      ))}
    </span>
  )
}

/** Sections that span pages, with their share; pages between them stay empty. */
function Chapters({ data, sums, all }: { data: HeatMatrixData; sums: number[]; all: number }) {
  const say = useText(uiTexts)
  const share = (from: number, to: number) => sums.slice(from, to + 1).reduce((a, b) => a + b, 0) / (all || 1)
  if (data.chapters.length === 0) return null
  const ends = data.chapters.map(chapter => chapter.to)
  const rest = data.pages.length - 1 - (ends.at(-1) ?? -1)
  return (
    <tr>
      <th className={css.head} scope="row">
        {say('chapters')}
      </th>
      {data.chapters.map((chapter, i) => (
        <Fragment key={chapter.from}>
          {chapter.from > (ends[i - 1] ?? -1) + 1 && <td colSpan={chapter.from - (ends[i - 1] ?? -1) - 1} />}
          <td colSpan={chapter.to - chapter.from + 1} title={chapter.label}>
            <span className={css.chapter}>
              <b className="clip">{chapter.label}</b>
              <span className="num">{percent(share(chapter.from, chapter.to))}</span>
            </span>
          </td>
        </Fragment>
      ))}
      {rest > 0 && <td colSpan={rest} />}
      <td className={css.totalHead}>{say('totalShort')}</td>
    </tr>
  )
}

interface ReaderProps {
  reader: HeatReader
  most: number
  chosen: number | undefined
  write: (value: number) => string
  writeTotal: (value: number) => string
}

function Reader({ reader, most, chosen, write, writeTotal }: ReaderProps) {
  const say = useText(uiTexts)
  return (
    <tr>
      <th className={css.reader} scope="row">
        <span>
          <Avatar name={reader.name} kind={reader.certain ? 'reader' : 'unknown'} />
          <span>
            <b className="clip">{reader.name}</b>
            <small className="clip quiet">{reader.detail}</small>
          </span>
        </span>
      </th>
      {reader.values.map((value, page) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
        <td key={page} className={`num ${css.cell} ${page === chosen ? css.chosen : ''}`}>
          {value > 0 ? (
            <i style={{ background: tint(shade(value, most), 'heat') }}>{write(value)}</i>
          ) : (
            <i className={css.none} title={say('notSeen')}>
              ·
            </i>
          )}
        </td>
      ))}
      <td className={`num ${css.total}`}>{writeTotal(reader.values.reduce((a, b) => a + b, 0))}</td>
    </tr>
  )
}

interface SumsProps {
  sums: number[]
  all: number
  chosen: number | undefined
  writeTotal: (value: number) => string
  label: string
}

function Sums({ sums, all, chosen, writeTotal, label }: SumsProps) {
  const most = Math.max(1, ...sums)
  return (
    <tr>
      <th className={css.head} scope="row">
        {label}
      </th>
      {sums.map((sum, page) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
        <td key={page} className={`num ${css.sum} ${page === chosen ? css.strong : ''}`}>
          <u style={{ width: `${(sum / most) * 76}%` }} />
          {writeTotal(sum)}
        </td>
      ))}
      <td className={`num ${css.total} ${css.strong}`}>{writeTotal(all)}</td>
    </tr>
  )
}
