import './style.css'
import type { OpenAnswer, OpenedView } from '#decision/document/api.ts'
import { h } from './dom.ts'
import { type Keys, showEnd, showGate } from './gate.ts'
import { post, type ReaderError } from './http.ts'
import { recall, remember } from './memory.ts'
import { locale, t } from './texts.ts'
import { showViewer } from './viewer.ts'
import { Presence, RETURN_MS, Witness } from './witness.ts'

const root = document.querySelector<HTMLElement>('#viewer')!
const link = location.pathname.split('/').filter(Boolean).pop() ?? ''
const presence = new Presence()

async function open(keys: Keys): Promise<OpenAnswer> {
  const answer = await post<OpenAnswer>(`/api/public/links/${link}/open`, {
    ...keys,
    visitor: recall('visitor'),
    pass: recall(`pass.${link}`),
    screen: { width: screen.width, height: screen.height, touch: matchMedia('(pointer: coarse)').matches },
    referrer: document.referrer || undefined,
    gestures: presence.gestures,
  })
  if (answer.state === 'open') keep(answer)
  return answer
}

function keep(view: OpenedView): void {
  // Who refused is known to this tab only: the next visit is a stranger's.
  remember('visitor', view.visitor, view.consent.choice !== 'denied')
  remember(`pass.${link}`, view.pass, false)
}

async function enter(keys: Keys): Promise<void> {
  const answer = await open(keys)
  if (answer.state === 'gate') showGate(root, answer, keys, enter)
  else read(answer)
}

function read(view: OpenedView): void {
  const { scroller, consent } = showViewer(root, view)
  consent.onchange = () => keep(view)
  let witness = new Witness(view, presence, () => scroller.visible())
  const show = scroller.onmove
  scroller.onmove = () => {
    show()
    witness.tick()
  }
  const again = async () => {
    const answer = await open({}).catch(() => undefined)
    if (answer?.state !== 'open') return location.reload()
    witness.end()
    Object.assign(view, { viewId: answer.viewId, token: answer.token })
    witness = new Witness(view, presence, () => scroller.visible())
    witness.onlost = again
  }
  witness.onlost = again
  onReturn(again)
}

/** Coming back after a long absence is a new view. */
function onReturn(again: () => void): void {
  let hiddenAt = 0
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now()
    else if (hiddenAt > 0 && Date.now() - hiddenAt > RETURN_MS) again()
  })
}

async function start(): Promise<void> {
  document.documentElement.lang = locale
  root.replaceChildren(h('p', { class: 'loading', role: 'status' }, t.loading))
  try {
    await enter({})
  } catch (error) {
    const retry = ['offline', 'link.not-ready'].includes((error as ReaderError).code)
    showEnd(root, (error as Error).message, retry ? start : undefined)
  }
}

start()
