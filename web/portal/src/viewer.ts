import type { OpenedView } from '#decision/document/api.ts'
import { Consent } from './consent.ts'
import { openContents } from './contents.ts'
import { h, icon, iconButton, toast } from './dom.ts'
import { attachHands } from './hands.ts'
import { post } from './http.ts'
import { Scroller } from './scroller.ts'
import { openShare } from './share.ts'
import { sourceOf } from './source.ts'
import { t } from './texts.ts'

/** The reading screen of one view. */
export interface Viewer {
  scroller: Scroller
  consent: Consent
}

/** Builds the reading screen into `root`. */
export function showViewer(root: HTMLElement, view: OpenedView): Viewer {
  const scroller = new Scroller(view.pages, sourceOf(view, t.page), view.watermark)
  const consent = new Consent(view)
  const leaf = (by: number) => scroller.goTo(scroller.middlePage + by)
  const number = h('span', { class: 'number', 'aria-live': 'polite' })
  const contents = () =>
    openContents(view, scroller.middlePage, (page, y) => scroller.goTo(page, y), footer(consent))
  const pager = h(
    'nav',
    { class: 'pager', 'aria-label': t.contents },
    iconButton('left', t.previous, () => leaf(-1)),
    number,
    iconButton('right', t.next, () => leaf(1)),
  )
  const share = h(
    'button',
    { class: 'primary', type: 'button', onclick: () => openShare(view) },
    icon('share'),
    t.share,
  )
  root.replaceChildren(
    head(view, contents),
    scroller.element,
    h('footer', { class: 'dock' }, h('div', { class: 'bar' }, pager, zoomer(scroller), share), consent.line),
  )
  scroller.element.setAttribute('aria-label', view.title)
  attachHands(scroller, leaf)
  keepSize(scroller)
  showNumber(scroller, number, view.pages.length)
  return { scroller, consent }
}

function head(view: OpenedView, contents: () => void): HTMLElement {
  const passedOn =
    view.forwardedBy === null ? '' : view.forwardedBy ? t.forwarded(view.forwardedBy) : t.forwardedUnnamed
  const about = [t.from(view.company, view.sharedBy), passedOn].filter(Boolean).join(' · ')
  return h(
    'header',
    { class: 'head' },
    h('div', {}, h('h1', {}, view.title), h('p', {}, about)),
    view.download && iconButton('download', t.download, () => download(view)),
    iconButton('list', t.contents, contents),
  )
}

function footer(consent: Consent): HTMLElement {
  return h('footer', { class: 'drawer-foot' }, consent.status())
}

function zoomer(scroller: Scroller): HTMLElement {
  return h(
    'div',
    { class: 'zoomer' },
    iconButton('minus', t.zoomOut, () => scroller.zoomTo(scroller.zoom / 1.25)),
    h(
      'button',
      {
        class: 'number',
        type: 'button',
        title: t.zoomFit,
        'aria-label': t.zoomFit,
        onclick: () => scroller.zoomTo(1),
      },
      '100%',
    ),
    iconButton('plus', t.zoomIn, () => scroller.zoomTo(scroller.zoom * 1.25)),
  )
}

async function download(view: OpenedView): Promise<void> {
  try {
    const { url } = await post<{ url: string }>(`/api/public/views/${view.viewId}/downloads`, {
      token: view.token,
    })
    location.assign(url)
  } catch (error) {
    toast((error as Error).message)
  }
}

function keepSize(scroller: Scroller): void {
  scroller.resize()
  new ResizeObserver(() => scroller.resize()).observe(scroller.element)
}

/** Keeps "4 / 12" and the zoom's percentage true. Others may listen too: they chain on `onmove`. */
function showNumber(scroller: Scroller, number: HTMLElement, all: number): void {
  const percent = document.querySelector('.zoomer .number')
  scroller.onmove = () => {
    const page = scroller.middlePage
    const text = `${page} / ${all}`
    if (number.textContent !== text) {
      number.replaceChildren(h('b', {}, String(page)), ` / ${all}`)
      number.setAttribute('aria-label', t.pageOf(page, all))
    }
    if (percent) percent.textContent = `${Math.round(scroller.zoom * 100)}%`
  }
  scroller.onmove()
}
