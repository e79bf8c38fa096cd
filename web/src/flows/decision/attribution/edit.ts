import { type BoardSettings, type BoardTouch, mostTouches } from '#decision/attribution/api.ts'

/** What is being dragged: an act of the palette, or a step from its place. */
export interface Drop {
  event: string
  from?: number
}

/** Settings after something was dropped on `path`, `success` or another step (`step-2`). */
export function dropped(settings: BoardSettings, drop: Drop, onto: string): BoardSettings {
  const moved: BoardTouch =
    drop.from === undefined ? { event: drop.event, where: '', aside: false } : settings.touches[drop.from]!
  if (onto === 'success') return { ...settings, success: moved }
  const place = onto.startsWith('step-') ? Number(onto.slice(5)) : settings.touches.length
  const rest = settings.touches.filter((_, index) => index !== drop.from)
  if (rest.length >= mostTouches) return settings
  return { ...settings, touches: rest.toSpliced(place, 0, moved) }
}

/** Settings with one step changed, or gone. */
export function changed(
  settings: BoardSettings,
  index: number,
  touch: BoardTouch | undefined,
): BoardSettings {
  return { ...settings, touches: settings.touches.toSpliced(index, 1, ...(touch ? [touch] : [])) }
}
