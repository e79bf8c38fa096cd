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
const tint = (strength: number) =>
  `color-mix(in srgb, var(--accent) ${(strength * 100).toFixed(1)}%, transparent)`

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
  const columns = `minmax(112px, 152px) repeat(${data.pages.length}, minmax(44px, 1fr)) 56px`
  return (
    <div className={css.scroll}>
      <div
        className={css.matrix}
        style={{ gridTemplateColumns: columns }}
        role="table"
        aria-label={say('readers')}
      >
        <Pages
          data={data}
          {...(chosen === undefined ? {} : { chosen })}
          {...(onChoose ? { onChoose } : {})}
        />
        <Chapters data={data} sums={sums} all={all} />
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
        <Sums sums={sums} all={all} chosen={chosen} writeTotal={writeTotal} />
      </div>
    </div>
  )
}

function Pages({
  data,
  chosen,
  onChoose,
}: {
  data: HeatMatrixData
  chosen?: number
  onChoose?: (page: number) => void
}) {
  const say = useText(uiTexts)
  return (
    <div className={css.row} role="row">
      <div className={css.head} role="columnheader">
        {say('pages')}
      </div>
      {data.pages.map((page, i) => (
        <div key={page.label} className={css.page} role="columnheader">
          <button
            type="button"
            aria-pressed={i === chosen}
            onClick={() => onChoose?.(i)}
            aria-label={`${say('pages')} ${page.label}`}
          >
            <Thumbnail image={page.thumbnail} blocks={page.sections ?? []} />
            <span className="num">{page.label}</span>
          </button>
        </div>
      ))}
      <div role="columnheader" aria-label={say('totalShort')} />
    </div>
  )
}

/** A page's picture with its sections tinted by heat. */
export function Thumbnail({ image, blocks }: { image?: string | undefined; blocks: HeatBlock[] }) {
  return (
    <span
      className={css.thumbnail}
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

function Chapters({ data, sums, all }: { data: HeatMatrixData; sums: number[]; all: number }) {
  const say = useText(uiTexts)
  const share = (from: number, to: number) => sums.slice(from, to + 1).reduce((a, b) => a + b, 0) / (all || 1)
  if (data.chapters.length === 0) return null
  return (
    <div className={css.row} role="row">
      <div className={css.head} role="rowheader">
        {say('chapters')}
      </div>
      {data.chapters.map(chapter => (
        <div
          key={chapter.from}
          className={css.chapter}
          role="cell"
          style={{ gridColumn: `${chapter.from + 2} / ${chapter.to + 3}` }}
          title={chapter.label}
        >
          <b className="clip">{chapter.label}</b>
          <span className="num">{percent(share(chapter.from, chapter.to))}</span>
        </div>
      ))}
      <div className={css.total} role="cell" style={{ gridColumn: data.pages.length + 2 }}>
        <span className="quiet small">{say('totalShort')}</span>
      </div>
    </div>
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
    <div className={css.row} role="row">
      <div className={css.reader} role="rowheader">
        <Avatar name={reader.name} kind={reader.certain ? 'reader' : 'unknown'} />
        <div>
          <p className="clip">{reader.name}</p>
          <p className="clip quiet small">{reader.detail}</p>
        </div>
      </div>
      {reader.values.map((value, page) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
          key={page}
          className={`num ${css.cell} ${page === chosen ? css.chosen : ''}`}
          role="cell"
        >
          {value > 0 ? (
            <i style={{ background: tint(shade(value, most)) }}>{write(value)}</i>
          ) : (
            <i className={css.none} aria-label={say('notSeen')}>
              ·
            </i>
          )}
        </div>
      ))}
      <div className={`num ${css.total}`} role="cell">
        {writeTotal(reader.values.reduce((a, b) => a + b, 0))}
      </div>
    </div>
  )
}

interface SumsProps {
  sums: number[]
  all: number
  chosen: number | undefined
  writeTotal: (value: number) => string
}

function Sums({ sums, all, chosen, writeTotal }: SumsProps) {
  const say = useText(uiTexts)
  const most = Math.max(1, ...sums)
  return (
    <div className={`${css.row} ${css.sums}`} role="row">
      <div className={css.head} role="rowheader">
        {say('perPage')}
      </div>
      {sums.map((sum, page) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
        <Fragment key={page}>
          <div className={`num ${css.sum} ${page === chosen ? css.strong : ''}`} role="cell">
            <u style={{ width: `${(sum / most) * 76}%` }} />
            {writeTotal(sum)}
          </div>
        </Fragment>
      ))}
      <div className={`num ${css.total}`} role="cell">
        {writeTotal(all)}
      </div>
    </div>
  )
}
