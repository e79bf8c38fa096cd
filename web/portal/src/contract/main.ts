import '../style.css'
import './contract.css'
import type { SigningView } from '#collaboration/contract/api.ts'
import { h } from '../dom.ts'
import { showEnd } from '../gate.ts'
import { post, type ReaderError } from '../http.ts'
import { locale } from '../texts.ts'
import { openDecline, openSigning } from './steps.ts'
import { type SigningTexts, signingTexts } from './texts.ts'

const root = document.querySelector<HTMLElement>('#contract')!
const token = location.pathname.split('/').filter(Boolean).pop() ?? ''
const base = `/api/public/contracts/${token}`

/** Year, month, day and minute on the wall in Shanghai, wherever the reader is. */
const timeOf = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

function show(view: SigningView): void {
  const t = signingTexts[view.language]
  document.documentElement.lang = view.language
  document.title = `${view.number} ${view.title}`
  root.replaceChildren(headOf(view, t), paperOf(view, t), footOf(view, t))
}

function headOf(view: SigningView, t: SigningTexts): HTMLElement {
  const words = h('div', {}, h('h1', {}, view.title), h('p', {}, `${view.company} · ${view.number}`))
  const pdf = h(
    'a',
    { class: 'plain button', href: `${base}/file`, target: '_blank', rel: 'noreferrer' },
    t.pdf,
  )
  return h('header', { class: 'head' }, words, pdf)
}

function paperOf(view: SigningView, t: SigningTexts): HTMLElement {
  const fact = (name: string, value: string) => h('p', {}, h('span', { class: 'quiet' }, name), ` ${value}`)
  const banner = stateOf(view, t)
  return h(
    'main',
    { class: 'paper', tabindex: 0 },
    ...(banner ? [banner] : []),
    h(
      'section',
      { class: 'sum' },
      fact(t.seller, view.seller.name),
      fact(t.buyer, view.buyer.name),
      h(
        'p',
        { class: 'total' },
        h('span', { class: 'quiet' }, t.total),
        h('b', { class: 'number' }, view.total),
      ),
      view.capital ? h('p', { class: 'quiet small' }, view.capital) : null,
    ),
    ...view.clauses.map(({ title, text }, i) =>
      h('section', {}, h('h2', {}, `${i + 1}. ${title}`), ...text.split('\n').map(line => h('p', {}, line))),
    ),
    h('section', {}, h('h2', {}, t.prices), ...view.lines.map(rowOf)),
    view.payment.length > 0 &&
      h(
        'section',
        {},
        h('h2', {}, t.payment),
        ...view.payment.map(({ label, share, amount }) =>
          rowOf({ name: label, quantity: share, unit: '', amount }),
        ),
      ),
    h('p', { class: 'quiet small hash' }, `${t.fingerprint} SHA-256 ${view.hash}`),
  )
}

const rowOf = ({ name, quantity, unit, amount }: SigningView['lines'][number]) =>
  h(
    'div',
    { class: 'price' },
    h('span', {}, name),
    h('span', { class: 'quiet number' }, [quantity, unit].filter(Boolean).join(' ')),
    h('b', { class: 'number' }, amount),
  )

/** What has become of it, at the top. */
function stateOf(view: SigningView, t: SigningTexts): HTMLElement | null {
  const { state } = view
  if (state === 'open') return null
  const words = {
    done: [t.done, view.signedByUs ? t.inEffect : t.waitingForUs],
    declined: [t.declined, t.declinedHint],
    expired: [t.expired, t.expiredHint],
    closed: [t.closed, t.closedHint],
  }[state]
  return h(
    'section',
    { class: `state ${state}`, role: 'status' },
    h('h2', {}, words[0]!),
    h('p', {}, words[1]!),
  )
}

function footOf(view: SigningView, t: SigningTexts): HTMLElement {
  const flow = { view, t, base, done: show }
  if (view.state === 'done')
    return h(
      'footer',
      { class: 'dock deed' },
      h('p', { class: 'quiet small' }, t.doneHint),
      h('a', { class: 'primary', href: `${base}/file`, download: `${view.number}.pdf` }, t.download),
    )
  if (view.state !== 'open') return h('footer', { class: 'dock deed' })
  const ours = view.signedByUs ? t.signedByUs(view.signedByUs.name, timeOf(view.signedByUs.at)) : t.notYetByUs
  const go = view.providerUrl
    ? h('a', { class: 'primary', href: view.providerUrl }, t.goOn(t.provider))
    : h('button', { class: 'primary', type: 'button', onclick: () => openSigning(flow) }, t.start)
  return h(
    'footer',
    { class: 'dock deed' },
    h('p', { class: 'quiet small' }, ours + t.between + t.until(timeOf(view.expiresAt))),
    h(
      'div',
      { class: 'deeds' },
      h('button', { class: 'link', type: 'button', onclick: () => openDecline(flow) }, t.decline),
      go,
    ),
  )
}

async function start(): Promise<void> {
  const t = signingTexts[locale]
  document.documentElement.lang = locale
  root.replaceChildren(h('p', { class: 'loading', role: 'status' }, t.loading))
  try {
    show(await post<SigningView>(`${base}/open`, {}))
  } catch (error) {
    const { code, message } = error as ReaderError
    showEnd(root, message, code === 'offline' ? start : undefined)
    document.querySelector('.card h1')!.textContent = t.cannotOpen
  }
}

start()
