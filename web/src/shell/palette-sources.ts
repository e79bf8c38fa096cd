import type { IconName } from '../ui/icons.tsx'

/** One thing that the palette found. */
export interface Found {
  to: string
  title: string
  detail?: string
  icon: IconName
}

/** Looks for records of one kind; up to five, best first. */
export type PaletteSource = (text: string, signal: AbortSignal) => Promise<Found[]>

const sources: PaletteSource[] = []

/** Registers a kind of record with the palette; called when an area is loaded. */
export function addPaletteSource(source: PaletteSource): void {
  sources.push(source)
}

/** Asks every source at once; one that fails is left out. */
export async function searchAll(text: string, signal: AbortSignal): Promise<Found[]> {
  const answers = await Promise.allSettled(sources.map(source => source(text, signal)))
  return answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value.slice(0, 5) : []))
}
