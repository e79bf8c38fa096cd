import type { LineageNodeView, Reading } from '#decision/document/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { duration, shortDay } from '../../../ui/format.ts'
import { LineageLegend, LineageTree } from '../../../ui/LineageTree.tsx'
import type { LineageNode } from '../../../ui/types.ts'
import { useNow } from '../../../ui/Values.tsx'
import css from './document.module.css'
import { documentTexts } from './texts.ts'
import { channelName, readerName, type Words } from './words.ts'

/** Who passed it to whom. */
export function LineagePanel({ reading }: { reading: Reading }) {
  const say = useText(documentTexts)
  const locale = useLocale()
  const now = useNow()
  const steps = reading.lineage.filter(node => node.kind !== 'sender')
  const inferred = steps.filter(node => node.edge === 'inferred').length
  return (
    <section className={`card ${css.panel}`}>
      <header className={css.panelHead}>
        <h2>{say('whoToWhom')}</h2>
        <p className="quiet small">
          {say('edges', { all: steps.length, certain: steps.length - inferred, inferred })}
        </p>
        <LineageLegend />
      </header>
      <LineageTree nodes={reading.lineage.map(node => nodeOf(node, { say, locale }, now))} />
    </section>
  )
}

function nodeOf(node: LineageNodeView, words: Words, now: number): LineageNode {
  const via = channelName(node.channel, words.say)
  return {
    id: node.id,
    ...(node.parent ? { parent: node.parent } : {}),
    name: readerName(node, words),
    detail: detailOf(node, words, now),
    kind: node.kind === 'sender' ? 'sender' : node.edge === 'inferred' ? 'unknown' : 'reader',
    ...(via ? { via } : {}),
    ...(node.edge === 'inferred' && node.confidence !== null ? { confidence: node.confidence } : {}),
  }
}

function detailOf(node: LineageNodeView, { say, locale }: Words, now: number): string {
  if (node.kind === 'sender') return say('sharer')
  const day = shortDay(Date.parse(node.at), now)
  if (node.kind === 'unopened') return `${say('unopened')} · ${day}`
  const time = node.totalMs === null ? say('noPermission') : duration(node.totalMs / 1_000, locale)
  return [node.about ?? time, day].join(' · ')
}
