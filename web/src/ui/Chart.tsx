import { Button, Skeleton } from 'antd'
import type { EChartsCoreOption } from 'echarts/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useText } from '../app/i18n.ts'
import { useMode, useStill } from '../theme/preferences.ts'
import css from './Chart.module.css'
import { uiTexts } from './texts.ts'

export type ChartOption = EChartsCoreOption

export interface ChartTable {
  columns: string[]
  rows: ReactNode[][]
}

interface Props {
  /** An ECharts option; colours left out come from our theme. Keep it the same object while nothing changes. */
  option: ChartOption
  /** Pixels. */
  height?: number
  /** What the picture shows, for those who don't see it. */
  label: string
  /** The same numbers as a table, one press away. */
  table: ChartTable
  /** A click on a mark: its series, name and data index. */
  onPick?: (mark: { series: string; name: string; index: number }) => void
}

interface Drawing {
  set(option: ChartOption): void
  end(): void
}

/** A chart with the table behind it. The library comes with the first chart, not with the page. */
export function Chart({ option, height = 240, label, table, onPick }: Props) {
  const say = useText(uiTexts)
  const [asTable, setAsTable] = useState(false)
  return (
    <figure className={css.chart}>
      {asTable ? (
        <Numbers label={label} table={table} height={height} />
      ) : (
        <Picture option={option} height={height} label={label} {...(onPick && { onPick })} />
      )}
      <Button type="text" size="small" className={css.swap ?? ''} onClick={() => setAsTable(!asTable)}>
        {say(asTable ? 'asChart' : 'asTable')}
      </Button>
    </figure>
  )
}

function Picture({ option, height, label, onPick }: Required<Pick<Props, 'height'>> & Omit<Props, 'table'>) {
  const holder = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing>(undefined)
  const mode = useMode()
  const still = useStill()
  const [ready, setReady] = useState(false)
  const latest = useRef({ option, onPick })
  latest.current = { option, onPick }

  useEffect(() => {
    let gone = false
    void import('./chart-engine.ts').then(({ draw }) => {
      if (gone || !holder.current) return
      drawing.current = draw(holder.current, mode, still, mark => latest.current.onPick?.(mark))
      drawing.current.set(latest.current.option)
      setReady(true)
    })
    return () => {
      gone = true
      drawing.current?.end()
      drawing.current = undefined
    }
  }, [mode, still])
  useEffect(() => drawing.current?.set(option), [option])

  return (
    <div className={css.frame} style={{ height }}>
      <div ref={holder} className={css.picture} role="img" aria-label={label} />
      {!ready && <Skeleton.Node active className={css.waiting ?? ''} />}
    </div>
  )
}

function Numbers({ label, table, height }: { label: string; table: ChartTable; height: number }) {
  return (
    <section
      className={css.numbers}
      style={{ maxHeight: Math.max(height, 160) }}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table>
        <thead>
          <tr>
            {table.columns.map(name => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={table.columns[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
