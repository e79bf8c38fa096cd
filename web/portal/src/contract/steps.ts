import type { SignatureMark, SigningView } from '#collaboration/contract/api.ts'
import { h, openSheet } from '../dom.ts'
import { post, ReaderError } from '../http.ts'
import { signaturePad } from './pad.ts'
import type { SigningTexts } from './texts.ts'

interface Flow {
  view: SigningView
  t: SigningTexts
  /** Address of the link's requests. */
  base: string
  /** Shows what the server answered. */
  done(view: SigningView): void
}

/** The three steps of signing, in one sheet: agree, code, name. */
export function openSigning({ view, t, base, done }: Flow): void {
  const body = h('div', { class: 'body signing' })
  const close = openSheet(t.sign, t.back, 'dialog', body)
  let code = ''

  const agree = () => {
    const box = h('input', { type: 'checkbox', id: 'agree' })
    const on = h('button', { class: 'primary', type: 'button', disabled: true, onclick: identify }, t.next)
    box.addEventListener('change', () => {
      on.disabled = !box.checked
    })
    body.replaceChildren(
      h('h3', {}, t.agreeFirst),
      h('p', { class: 'agreement' }, view.agreement),
      h('label', { class: 'tick', for: 'agree' }, box, t.agree),
      h('p', { class: 'small' }, view.demo ? t.demo : t.simple),
      on,
    )
    box.focus()
  }

  const identify = () => {
    const hint = h('p', { role: 'status' }, view.demo ? t.codeKept : t.codeHint(view.signer.email))
    const fault = h('p', { class: 'fault', role: 'alert' })
    const input = h('input', {
      ...{ id: 'code', inputmode: 'numeric', autocomplete: 'one-time-code' },
      ...{ maxlength: 6, pattern: '[0-9]{6}', required: true },
    })
    const send = h('button', { class: 'plain', type: 'button' }, t.codeSend)
    send.addEventListener('click', async () => {
      send.disabled = true
      fault.textContent = ''
      try {
        const { email, waitSeconds } = await post<{ email: string; waitSeconds: number }>(`${base}/code`, {})
        hint.textContent = view.demo ? t.codeKept : t.codeSent(email)
        countDown(send, waitSeconds, t)
        input.focus()
      } catch (error) {
        fault.textContent = (error as Error).message
        send.disabled = false
      }
    })
    const onsubmit = (event: Event) => {
      event.preventDefault()
      code = input.value.trim()
      mark('')
    }
    const form = h('form', { onsubmit }, h('label', { for: 'code' }, t.code), input, fault)
    form.append(h('button', { class: 'primary', type: 'submit' }, t.next))
    body.replaceChildren(h('h3', {}, t.codeStep), hint, send, form)
    if (code) input.value = code
    send.focus()
  }

  const mark = (said: string, typed = false) => {
    const fault = h('p', { class: 'fault', role: 'alert' }, said)
    const pad = signaturePad(t.drawLabel)
    const name = h('input', { id: 'name', maxlength: 60, value: view.signer.name, autocomplete: 'name' })
    const given = (): SignatureMark | undefined => {
      const text = name.value.trim()
      if (typed) return text ? { kind: 'typed', text } : undefined
      const strokes = pad.strokes()
      return strokes.length > 0 ? { kind: 'drawn', strokes } : undefined
    }
    const sign = h('button', { class: 'primary', type: 'button' }, t.sign)
    sign.addEventListener('click', async () => {
      const chosen = given()
      if (!chosen) {
        fault.textContent = t.markMissing
        return
      }
      sign.disabled = true
      fault.textContent = ''
      try {
        const body = { hash: view.hash, agreed: true, code, mark: chosen }
        const answer = await post<SigningView>(`${base}/sign`, body)
        close()
        done(answer)
      } catch (error) {
        sign.disabled = false
        fault.textContent = (error as Error).message
        // Back to the code, with what went wrong and what was written kept to say again.
        if (error instanceof ReaderError && error.code === 'signing.code-wrong') backToCode(fault.textContent)
      }
    })
    const other = h(
      'button',
      { class: 'link', type: 'button', onclick: () => mark('', !typed) },
      typed ? t.drawInstead : t.typeInstead,
    )
    const clear = h('button', { class: 'link', type: 'button', onclick: () => pad.clear() }, t.clear)
    body.replaceChildren(
      h('h3', {}, t.markStep),
      h('p', {}, typed ? t.typeHint : t.drawHint),
      typed ? h('label', { for: 'name' }, t.name) : pad.element,
      ...(typed ? [name] : []),
      h('div', { class: 'row links' }, ...(typed ? [] : [clear]), other),
      fault,
      sign,
    )
  }

  const backToCode = (message: string) => {
    code = ''
    identify()
    body.querySelector('.fault')!.textContent = message
  }

  agree()
}

function countDown(button: HTMLButtonElement, seconds: number, t: SigningTexts): void {
  let left = seconds
  const tick = () => {
    if (left > 0) {
      button.textContent = t.wait(left)
      left -= 1
      setTimeout(tick, 1_000)
    } else {
      button.textContent = t.codeSend
      button.disabled = false
    }
  }
  tick()
}

/** Not signing, with the reason told. */
export function openDecline({ view, t, base, done }: Flow): void {
  const reason = h('input', { id: 'reason', maxlength: 300, required: true })
  const fault = h('p', { class: 'fault', role: 'alert' })
  const send = h('button', { class: 'primary', type: 'submit' }, t.declineSend)
  const onsubmit = async (event: Event) => {
    event.preventDefault()
    send.disabled = true
    try {
      const body = { hash: view.hash, reason: reason.value.trim() }
      const answer = await post<SigningView>(`${base}/decline`, body)
      close()
      done(answer)
    } catch (error) {
      fault.textContent = (error as Error).message
      send.disabled = false
    }
  }
  const form = h('form', { onsubmit }, h('label', { for: 'reason' }, t.reason), reason, fault, send)
  const body = h('div', { class: 'body signing' }, h('p', {}, t.declineHint), form)
  const close = openSheet(t.declineTitle, t.back, 'dialog', body)
  reason.focus()
}
