import type { OpenedView } from '#decision/document/api.ts'
import { h, openSheet, toast } from './dom.ts'
import { post } from './http.ts'
import { locale, t } from './texts.ts'

type Choice = 'granted' | 'denied'

/** The one line that asks, and the place where the choice can be changed. It never stands before the reading. */
export class Consent {
  readonly #view: OpenedView
  readonly line: HTMLElement
  /** Called after the choice changed. */
  onchange: (choice: Choice) => void = () => undefined

  constructor(view: OpenedView) {
    this.#view = view
    this.line = h('div', { class: 'ask', role: 'region', 'aria-label': t.notice })
    this.#fill()
  }

  /** A line for the drawer: what was chosen, and how to change it. */
  status(): HTMLElement {
    const { choice } = this.#view.consent
    const text = choice === 'granted' ? t.statusAgreed : choice === 'denied' ? t.statusRefused : t.statusOpen
    const other: Choice = choice === 'granted' ? 'denied' : 'granted'
    const change = h('button', { class: 'link', type: 'button' }, choice ? t.change : t.agree)
    const status = h('p', { class: 'consent-status' }, text, ' ', change)
    change.addEventListener('click', async () => {
      if (await this.#choose(other)) status.replaceWith(this.status())
    })
    return status
  }

  #fill(): void {
    this.line.hidden = this.#view.consent.choice !== null
    const notice = h(
      'button',
      { class: 'link', type: 'button', onclick: () => this.#showNotice() },
      t.details,
    )
    const button = (choice: Choice, text: string) =>
      h('button', { class: 'plain', type: 'button', onclick: () => this.#choose(choice) }, text)
    this.line.replaceChildren(
      h('p', {}, this.#view.consent.line[locale], ' ', notice),
      button('denied', t.refuse),
      button('granted', t.agree),
    )
  }

  #showNotice(): void {
    const paragraphs = this.#view.consent.notice[locale].split('\n').map(text => h('p', {}, text))
    openSheet(t.notice, t.close, 'dialog', h('div', { class: 'body' }, ...paragraphs))
  }

  async #choose(choice: Choice): Promise<boolean> {
    const { viewId, token, consent } = this.#view
    try {
      await post(`/api/public/views/${viewId}/consent`, { token, choice, version: consent.version })
    } catch (error) {
      toast((error as Error).message)
      return false
    }
    consent.choice = choice
    this.#fill()
    toast(choice === 'granted' ? t.agreed : t.refused)
    this.onchange(choice)
    return true
  }
}
