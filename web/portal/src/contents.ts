import type { OpenedView } from '#decision/document/api.ts'
import { h, openSheet } from './dom.ts'
import { t } from './texts.ts'

interface Entry {
  title: string
  page: number
  y: number
  depth: number
}

/** What the drawer lists: the document's outline, else its sections, else its pages. */
export function entriesOf(view: Pick<OpenedView, 'outline' | 'sections' | 'pages'>): Entry[] {
  if (view.outline.length > 0) return view.outline
  const titled = view.sections.filter(
    ({ title }, index) => title && title !== view.sections[index - 1]?.title,
  )
  if (titled.length > 1) return titled.map(({ title, page, y0 }) => ({ title, page, y: y0, depth: 0 }))
  return view.pages.map((_, index) => ({ title: t.page(index + 1), page: index + 1, y: 0, depth: 0 }))
}

/** Opens the drawer with the contents, `footer` (download, consent) below them. */
export function openContents(
  view: OpenedView,
  here: number,
  go: (page: number, y: number) => void,
  footer: HTMLElement,
): void {
  const entries = entriesOf(view)
  const current = entries.reduce((best, entry, index) => (entry.page <= here ? index : best), 0)
  const items = entries.map((entry, index) => {
    const jump = () => {
      close()
      go(entry.page, entry.y)
    }
    const button = h(
      'button',
      {
        type: 'button',
        onclick: jump,
        style: `padding-left:${16 + Math.min(4, entry.depth) * 16}px`,
        'aria-current': index === current && 'true',
      },
      h('span', {}, entry.title),
      h('span', { class: 'number' }, String(entry.page)),
    )
    return h('li', {}, button)
  })
  const close = openSheet(t.contents, t.close, 'drawer', h('ol', { class: 'contents' }, ...items), footer)
  items[current]?.scrollIntoView({ block: 'center' })
}
