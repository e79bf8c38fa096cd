import type {
  Evidence,
  FactGroup,
  HeatMatrixData,
  IntentPoint,
  LineageNode,
  Suggestion,
  TimelineEntry,
  TimelineFilter,
} from '../ui/types.ts'

/** Believable data for the gallery, written in each language on its own. */
export const at = (text: string) => new Date(`2026-11-${text}`).getTime()
export const now = at('24T10:26:04')

export interface Sample {
  suggestions: Suggestion[]
  evidence: Evidence
  timeline: TimelineEntry[]
  filters: TimelineFilter[]
  facts: FactGroup[]
  heat: HeatMatrixData
  lineage: LineageNode[]
}

export const intent: IntentPoint[] = [
  21, 20, 20, 19, 19, 24, 27, 26, 25, 25, 29, 33, 32, 31, 34, 38, 37, 36, 40, 46, 44, 41, 49, 53, 47, 56, 54,
  51, 60, 68,
].map((value, i) => ({
  day: new Date(at('24T00:00:00') - (29 - i) * 86_400_000).toLocaleDateString('sv-SE'),
  value: value / 100,
  acts: [1, 0, 0, 0, 0, 2, 1, 0, 0, 0, 2, 1, 0, 0, 1, 2, 0, 0, 2, 3, 0, 0, 3, 1, 1, 2, 0, 0, 2, 4][i]!,
}))

export function heatOf(chapters: string[], people: string[][]): HeatMatrixData {
  const seconds = [
    [9, 22, 18, 64, 71, 96, 58, 118, 82, 40, 14, 6],
    [4, 0, 0, 136, 148, 110, 21, 12, 64, 18, 72, 0],
    [6, 41, 38, 8, 4, 31, 96, 204, 38, 26, 0, 22],
    [0, 0, 0, 58, 66, 20, 0, 0, 0, 0, 31, 0],
    [11, 0, 0, 0, 6, 0, 24, 88, 19, 0, 46, 0],
    [3, 0, 0, 0, 0, 0, 38, 127, 0, 0, 0, 4],
    [2, 0, 0, 0, 12, 15, 0, 44, 0, 0, 0, 0],
  ]
  const spans: [number, number][] = [
    [0, 0],
    [1, 2],
    [3, 5],
    [6, 7],
    [8, 9],
    [10, 10],
    [11, 11],
  ]
  const sums = seconds[0]!.map((_, page) => seconds.reduce((sum, row) => sum + row[page]!, 0))
  const most = Math.max(...sums)
  return {
    pages: sums.map((sum, i) => ({
      label: String(i + 1),
      sections: [
        { x: 0.06, y: 0.07, width: 0.88, height: 0.38, heat: sum / most, label: '' },
        { x: 0.06, y: 0.5, width: 0.88, height: 0.42, heat: (sum / most) * 0.6, label: '' },
      ],
    })),
    chapters: spans.map(([from, to], i) => ({ label: chapters[i]!, from, to })),
    readers: people.map(([name, detail], i) => ({
      id: String(i),
      name: name!,
      detail: detail!,
      certain: i < 5,
      values: seconds[i]!,
    })),
  }
}

export function lineageOf(people: string[][], via: string[]): LineageNode[] {
  const parents = [undefined, 0, 1, 2, 1, 4, 4, 1]
  const ways = [undefined, 0, undefined, 1, undefined, 2, undefined, undefined]
  const sure = [undefined, undefined, undefined, undefined, undefined, undefined, 0.72, 0.41]
  return people.map(([name, detail], i) => ({
    id: String(i),
    name: name!,
    detail: detail!,
    kind: i === 0 ? 'sender' : sure[i] === undefined ? 'reader' : 'unknown',
    ...(parents[i] === undefined ? {} : { parent: String(parents[i]) }),
    ...(ways[i] === undefined ? {} : { via: via[ways[i]!]! }),
    ...(sure[i] === undefined ? {} : { confidence: sure[i] }),
  }))
}
