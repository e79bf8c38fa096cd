/** A point or rectangle on a page, in PDF units from its upper left corner. */
export interface Point {
  x: number
  y: number
}

export interface Box {
  x0: number
  y0: number
  x1: number
  y1: number
}

/** Smaller than this is a slip of the hand. */
const LEAST = 12

/** The rectangle between two corners, kept on the page; undefined when it is too small to be meant. */
export function boxOf(a: Point, b: Point, page: { width: number; height: number }): Box | undefined {
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value))
  const box = {
    x0: within(Math.min(a.x, b.x), page.width),
    y0: within(Math.min(a.y, b.y), page.height),
    x1: within(Math.max(a.x, b.x), page.width),
    y1: within(Math.max(a.y, b.y), page.height),
  }
  return box.x1 - box.x0 >= LEAST && box.y1 - box.y0 >= LEAST ? box : undefined
}
