import type { OpenedView } from '#decision/document/api.ts'
import { h, openSheet, toast } from './dom.ts'
import { post } from './http.ts'
import { t } from './texts.ts'

interface Shared {
  url: string
  qr: string
}

/** The sheet that makes a link of its own for one colleague, and hands it to the system, the clipboard or a camera. */
export function openShare(view: OpenedView): void {
  const body = h('div', { class: 'body' })
  openSheet(t.share, t.close, 'dialog', body)
  showForm(view, body)
}

function showForm(view: OpenedView, body: HTMLElement): void {
  const name = h('input', {
    id: 'share-name',
    maxlength: 60,
    autocomplete: 'off',
    placeholder: t.shareNameExample,
  })
  const make = h('button', { class: 'primary', type: 'submit' }, t.shareMake)
  const fault = h('p', { class: 'fault', role: 'alert' })
  const onsubmit = async (event: Event) => {
    event.preventDefault()
    make.disabled = true
    make.textContent = t.shareMaking
    try {
      const wanted = { token: view.token, name: name.value.trim() || undefined }
      showLink(view, body, await post<Shared>(`/api/public/views/${view.viewId}/shares`, wanted))
    } catch (error) {
      fault.textContent = (error as Error).message
      make.disabled = false
      make.textContent = t.shareMake
    }
  }
  const label = h('label', { for: 'share-name' }, t.shareName)
  body.replaceChildren(h('form', { onsubmit }, h('p', {}, t.shareHint), label, name, fault, make))
  name.focus()
}

function showLink(view: OpenedView, body: HTMLElement, { url, qr }: Shared): void {
  const link = h('input', { readonly: true, value: url, 'aria-label': t.copy, onclick: () => link.select() })
  const copy = h('button', { class: 'plain', type: 'button', onclick: () => copyLink(link) }, t.copy)
  const canSend = typeof navigator.share === 'function'
  const send = h(
    'button',
    { class: 'primary', type: 'button', onclick: () => sendOn(view.title, url) },
    t.shareSystem,
  )
  const code = h('img', { src: qr, alt: t.shareScan, width: 148, height: 148 })
  const more = h('button', { class: 'link', type: 'button', onclick: () => showForm(view, body) }, t.another)
  body.replaceChildren(
    h('p', { role: 'status' }, t.shareReady),
    link,
    h('div', { class: 'row' }, canSend && send, copy),
    h('figure', {}, code, h('figcaption', {}, t.shareScan)),
    more,
  )
  ;(canSend ? send : copy).focus()
}

/** The clipboard is missing in some in-app browsers: then the link is selected for the hand to copy. */
async function copyLink(link: HTMLInputElement): Promise<void> {
  link.select()
  try {
    await navigator.clipboard.writeText(link.value)
    toast(t.copied)
  } catch {
    toast(document.execCommand('copy') ? t.copied : t.copyByHand)
  }
}

function sendOn(title: string, url: string): void {
  // Closing the system's sheet without choosing rejects; that is no fault.
  navigator.share({ title, url }).catch(() => undefined)
}
