import type { Scroller } from './scroller.ts'

/** Zooming and leafing by hand: pinch, double tap, Ctrl + wheel, keys. Scrolling is the browser's own. */
export function attachHands(scroller: Scroller, leaf: (by: number) => void): void {
  pinch(scroller)
  doubleTap(scroller)
  scroller.element.addEventListener('wheel', event => wheel(scroller, event), { passive: false })
  document.addEventListener('keydown', event => key(scroller, leaf, event))
}

function pinch(scroller: Scroller): void {
  let start: { distance: number; zoom: number } | undefined
  const element = scroller.element
  element.addEventListener('touchstart', event => {
    start = event.touches.length === 2 ? { distance: spread(event.touches), zoom: scroller.zoom } : undefined
  })
  element.addEventListener(
    'touchmove',
    event => {
      if (!start || event.touches.length !== 2) return
      event.preventDefault()
      const [x, y] = centre(event.touches, element)
      scroller.zoomTo((start.zoom * spread(event.touches)) / start.distance, x, y)
    },
    { passive: false },
  )
}

function spread(touches: TouchList): number {
  const [a, b] = [touches[0]!, touches[1]!]
  return Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY))
}

function centre(touches: TouchList, element: HTMLElement): [number, number] {
  const box = element.getBoundingClientRect()
  const [a, b] = [touches[0]!, touches[1]!]
  return [(a.clientX + b.clientX) / 2 - box.left, (a.clientY + b.clientY) / 2 - box.top]
}

const DOUBLE_MS = 300

function doubleTap(scroller: Scroller): void {
  let last = { at: 0, x: 0, y: 0 }
  scroller.element.addEventListener('touchend', event => {
    const touch = event.changedTouches[0]
    if (!touch || event.touches.length > 0) return
    const tap = { at: event.timeStamp, x: touch.clientX, y: touch.clientY }
    const near = Math.hypot(tap.x - last.x, tap.y - last.y) < 24
    if (near && tap.at - last.at < DOUBLE_MS) {
      event.preventDefault()
      const box = scroller.element.getBoundingClientRect()
      scroller.zoomTo(scroller.zoom > 1.2 ? 1 : 2, tap.x - box.left, tap.y - box.top)
      last = { at: 0, x: 0, y: 0 }
    } else last = tap
  })
}

function wheel(scroller: Scroller, event: WheelEvent): void {
  if (!event.ctrlKey && !event.metaKey) return
  event.preventDefault()
  const box = scroller.element.getBoundingClientRect()
  const factor = Math.exp(-event.deltaY / 300)
  scroller.zoomTo(scroller.zoom * factor, event.clientX - box.left, event.clientY - box.top)
}

function key(scroller: Scroller, leaf: (by: number) => void, event: KeyboardEvent): void {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'ArrowRight') leaf(1)
  else if (event.key === 'ArrowLeft') leaf(-1)
  else if (event.key === '+' || event.key === '=') scroller.zoomTo(scroller.zoom * 1.25)
  else if (event.key === '-') scroller.zoomTo(scroller.zoom / 1.25)
  else if (event.key === '0') scroller.zoomTo(1)
}
