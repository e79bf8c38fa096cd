import { h } from '../dom.ts'

const WIDTH = 1000
const HEIGHT = 400

export interface Pad {
  element: HTMLElement
  /** x, y, x, y … of each stroke, within 1000 × 400. */
  strokes(): number[][]
  clear(): void
}

/** A field to write one's name into, by finger, pen or mouse. */
export function signaturePad(label: string): Pad {
  const canvas = h('canvas', { width: WIDTH, height: HEIGHT, class: 'pad', role: 'img', 'aria-label': label })
  const paint = canvas.getContext('2d')!
  let strokes: number[][] = []
  let current: number[] | undefined
  const ink = () => {
    paint.strokeStyle = getComputedStyle(canvas).color
    paint.lineWidth = 9
    paint.lineCap = 'round'
    paint.lineJoin = 'round'
  }
  const pointOf = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect()
    const within = (share: number, most: number) => Math.round(Math.min(1, Math.max(0, share)) * most)
    return [
      within((event.clientX - box.left) / box.width, WIDTH),
      within((event.clientY - box.top) / box.height, HEIGHT),
    ]
  }
  const begin = (event: PointerEvent) => {
    event.preventDefault()
    canvas.setPointerCapture(event.pointerId)
    current = pointOf(event)
    strokes.push(current)
    ink()
  }
  const move = (event: PointerEvent) => {
    // A name needs no more; the server refuses more.
    if (!current || current.length >= 1600 || strokes.length > 60) return
    event.preventDefault()
    const [x, y] = pointOf(event)
    paint.beginPath()
    paint.moveTo(current[current.length - 2]!, current[current.length - 1]!)
    paint.lineTo(x, y)
    paint.stroke()
    current.push(x, y)
  }
  const end = () => {
    current = undefined
  }
  canvas.addEventListener('pointerdown', begin)
  canvas.addEventListener('pointermove', move)
  canvas.addEventListener('pointerup', end)
  canvas.addEventListener('pointercancel', end)
  return {
    element: canvas,
    // A dot is no stroke.
    strokes: () => strokes.filter(points => points.length >= 4).slice(0, 60),
    clear: () => {
      strokes = []
      paint.clearRect(0, 0, WIDTH, HEIGHT)
    },
  }
}
