/** A rectangle in PDF units (1/72 inch), measured from the upper left corner of the page, y downwards. */
export interface Box {
  x0: number
  y0: number
  x1: number
  y1: number
}

/** One part of a document that reading time is counted for: a rectangle on one page (numbered from 1). */
export interface SectionBox extends Box {
  id: string
  page: number
}

/** The common part of two boxes, or undefined if they don't overlap. */
export function intersect(a: Box, b: Box): Box | undefined {
  const box = {
    x0: Math.max(a.x0, b.x0),
    y0: Math.max(a.y0, b.y0),
    x1: Math.min(a.x1, b.x1),
    y1: Math.min(a.y1, b.y1),
  }
  return box.x1 > box.x0 && box.y1 > box.y0 ? box : undefined
}

/** A stretch of page as the reader's screen shows it. */
export interface VisiblePage {
  /** From 1. */
  page: number
  /** The visible part, in PDF units of this page. */
  box: Box
  /** Where the screen's upper edge lies, in PDF units of this page (negative above the page). */
  viewTop: number
  /** The screen's height in PDF units of this page. */
  viewHeight: number
  /** Screen pixels per PDF unit: makes pages of different zoom comparable. */
  scale: number
}

const EDGE = 0.25
const EDGE_WEIGHT = 0.25

/**
 * Integral of the attention profile from the top of the screen to `t` (0 top, 1 bottom): weight 1 in the middle half,
 * falling evenly to 0.25 at the upper and lower edge, because people hold what they read in the middle.
 */
function attention(t: number): number {
  const at = Math.min(1, Math.max(0, t))
  const rise = (u: number) => EDGE_WEIGHT * u + ((1 - EDGE_WEIGHT) / (2 * EDGE)) * u * u
  if (at <= EDGE) return rise(at)
  if (at <= 1 - EDGE) return rise(EDGE) + (at - EDGE)
  return 2 * rise(EDGE) + (1 - 2 * EDGE) - rise(1 - at)
}

/** Visible area of a box in square screen pixels, weighted to the middle of the screen. */
export function weightedArea(box: Box, on: VisiblePage): number {
  const part = intersect(box, on.box)
  if (!part || !(on.viewHeight > 0)) return 0
  const upper = attention((part.y0 - on.viewTop) / on.viewHeight)
  const lower = attention((part.y1 - on.viewTop) / on.viewHeight)
  return Math.max(0, (part.x1 - part.x0) * (lower - upper) * on.viewHeight * on.scale * on.scale)
}
