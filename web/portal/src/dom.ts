type Child = Node | string | null | undefined | false

interface Props {
  [name: string]: string | number | boolean | undefined | ((event: never) => void)
}

/** Makes an element. `onclick`-like functions become listeners, `true` an empty attribute; false and undefined are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value))
  }
  for (const child of children) if (child) element.append(child)
  return element
}

const paths = {
  list: 'M7.5 5h9M7.5 10h9M7.5 15h9M3.9 5h.2M3.9 10h.2M3.9 15h.2',
  left: 'M12.5 4 6.5 10l6 6',
  right: 'm7.5 4.5 5.5 5.5-5.5 5.5',
  share: 'M10 12.5V3.2m0 0L6.6 6.6M10 3.2l3.4 3.4M5 9.5H4v7.3h12V9.5h-1',
  download: 'M10 3v9.3m0 0L6.6 8.9m3.4 3.4 3.4-3.4M4 16.5h12',
  close: 'm5 5 10 10M15 5 5 15',
  plus: 'M10 4.5v11M4.5 10h11',
  minus: 'M4.5 10h11',
} as const

/** A line icon of 20 × 20. */
export function icon(name: keyof typeof paths): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 20 20')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', paths[name])
  svg.append(path)
  return svg
}

/** A button that shows only an icon; `label` is read aloud and shown on hover. */
export function iconButton(name: keyof typeof paths, label: string, onclick: () => void): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick },
    icon(name),
  )
}

/** A short message at the lower edge that leaves by itself; screen readers hear it. */
export function toast(text: string): void {
  document.querySelector('.toast')?.remove()
  const note = h('div', { class: 'toast', role: 'status' }, text)
  document.body.append(note)
  setTimeout(() => note.remove(), 4_000)
}

/**
 * Opens a sheet (from below on phones, from the right or centred on desktops): focus stays inside, Escape and the
 * backdrop close it, focus returns to where it was. Returns how to close it.
 */
export function openSheet(
  title: string,
  closeLabel: string,
  kind: 'drawer' | 'dialog',
  ...content: Child[]
): () => void {
  const before = document.activeElement
  const close = () => {
    sheet.remove()
    if (before instanceof HTMLElement) before.focus()
  }
  const head = h('header', {}, h('h2', { id: 'sheet-title' }, title), iconButton('close', closeLabel, close))
  const box = h(
    'section',
    {
      class: `sheet ${kind}`,
      role: 'dialog',
      'aria-modal': 'true',
      'aria-labelledby': 'sheet-title',
      tabindex: -1,
    },
    head,
    ...content,
  )
  const sheet = h(
    'div',
    { class: 'scrim', onclick: (event: Event) => event.target === sheet && close() },
    box,
  )
  sheet.addEventListener('keydown', event => {
    event.stopPropagation()
    if (event.key === 'Escape') close()
    if (event.key === 'Tab') keepFocus(box, event)
  })
  document.body.append(sheet)
  box.focus()
  return close
}

function keepFocus(box: HTMLElement, event: KeyboardEvent): void {
  const stops = [...box.querySelectorAll<HTMLElement>('button, a[href], input')]
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1]
  const atEdge = document.activeElement === edge || document.activeElement === box
  if (!atEdge || stops.length === 0) return
  event.preventDefault()
  ;(event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus()
}
