import type { Gated } from '#decision/document/api.ts'
import { h } from './dom.ts'
import { t } from './texts.ts'

/** What a reader gives at the door. */
export interface Keys {
  password?: string
  email?: string
  code?: string
}

interface Step {
  title: string
  hint: string
  label: string
  action: string
  input: Record<string, string | number>
  name: keyof Keys
}

function stepFor(gate: Gated, email: string): Step {
  const password: Step = {
    title: t.passwordAsk,
    hint: t.passwordHint,
    label: t.password,
    action: t.open,
    input: { type: 'password', autocomplete: 'off' },
    name: 'password',
  }
  const mail: Step = {
    title: t.emailAsk,
    hint: t.emailHint,
    label: t.email,
    action: t.emailSend,
    input: { type: 'email', autocomplete: 'email', inputmode: 'email' },
    name: 'email',
  }
  const code: Step = {
    title: t.codeAsk,
    hint: t.codeHint(email),
    label: t.code,
    action: t.open,
    input: { inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 6, pattern: '[0-9]{6}' },
    name: 'code',
  }
  return { password, email: mail, code }[gate.wanted]
}

/**
 * Shows the door and hands on what the reader gives.
 * @param given called with the new key; a rejection's message is shown, and the reader may try again
 */
export function showGate(
  root: HTMLElement,
  gate: Gated,
  keys: Keys,
  given: (keys: Keys) => Promise<void>,
): void {
  const step = stepFor(gate, keys.email ?? '')
  const input = h('input', { id: 'key', required: true, maxlength: 200, ...step.input })
  const fault = h('p', { class: 'fault', role: 'alert' })
  const action = h('button', { class: 'primary', type: 'submit' }, step.action)
  const onsubmit = async (event: Event) => {
    event.preventDefault()
    action.disabled = true
    fault.textContent = ''
    try {
      await given({ ...keys, [step.name]: input.value.trim() })
    } catch (error) {
      fault.textContent = (error as Error).message
      action.disabled = false
      input.select()
    }
  }
  const back = h(
    'button',
    { class: 'link', type: 'button', onclick: () => showGate(root, { ...gate, wanted: 'email' }, {}, given) },
    t.codeAgain,
  )
  const form = h('form', { onsubmit }, h('label', { for: 'key' }, step.label), input, fault, action)
  showCard(root, gate, step.title, h('p', {}, step.hint), form, gate.wanted === 'code' && back)
  input.focus()
}

/** A page that says why nothing can be read, in plain words, with a way on where there is one. */
export function showEnd(root: HTMLElement, message: string, again?: () => void): void {
  const button = again && h('button', { class: 'primary', type: 'button', onclick: again }, t.again)
  showCard(root, undefined, t.cannotOpen, h('p', { role: 'alert' }, message), button)
}

function showCard(
  root: HTMLElement,
  gate: Gated | undefined,
  title: string,
  ...content: (Node | false | undefined)[]
): void {
  const about =
    gate &&
    h('p', { class: 'about' }, h('b', {}, gate.title), h('span', {}, t.from(gate.company, gate.sharedBy)))
  root.replaceChildren(
    h('main', { class: 'door' }, h('div', { class: 'card' }, about, h('h1', {}, title), ...content)),
  )
}
