import type { CausalResult } from '#lib/cause/index.ts'
import type { AdjustedView, RolloutView, StudyItem, StudyView } from './api.ts'
import { type Found, reasonsOf } from './model.ts'
import type { ResultRow, StudyRow } from './store.ts'

/** One line of the list. A question without an answer that no thread works on was interrupted, by a restart. */
export function itemOf(study: StudyRow, result: ResultRow | null, progress: number | undefined): StudyItem {
  const found = result?.body?.found
  const reported = found !== undefined && reasonsOf(found).length === 0
  return {
    id: study.id,
    question: study.question,
    state: result?.state ?? (progress === undefined ? 'interrupted' : 'running'),
    progress: result ? 1 : (progress ?? 0),
    askedBy: study.askedBy,
    askedAt: study.askedAt.getTime(),
    finishedAt: result?.finishedAt.getTime() ?? null,
    verdict: found ? (reported ? 'reported' : 'refused') : null,
    grade: found ? gradeOf(found, reported) : null,
    effect: found && reported ? effectOf(found) : null,
  }
}

function gradeOf(found: Found, reported: boolean): StudyItem['grade'] {
  if (found.kind === 'impossible') return null
  if (!reported) return 'D'
  return found.kind === 'rollout' ? 'B' : 'C'
}

function effectOf(found: Found): StudyItem['effect'] {
  if (found.kind === 'impossible') return null
  const { result } = found
  if ('overall' in result)
    return { estimate: result.overall, se: result.overallSe, ci: result.overallCi, p: result.overallP }
  return { estimate: result.estimate, se: result.se, ci: result.ci, p: result.p }
}

/** The whole answer. What was refused shows no number of the effect, nor any from which it could be read off. */
export function viewOf(study: StudyRow, result: ResultRow | null, progress: number | undefined): StudyView {
  const item = itemOf(study, result, progress)
  const body = result?.body
  return {
    ...item,
    result: body ? resultOf(body.found, item) : null,
    reasons: body ? reasonsOf(body.found) : [],
    accounting: body?.accounting ?? null,
    provenance: body ? { logSeq: study.logSeq, method: body.method, events: body.events } : null,
  }
}

function resultOf(found: Found, item: StudyItem): StudyView['result'] {
  if (found.kind === 'impossible') return { kind: 'impossible' }
  const reported = item.verdict === 'reported'
  if (found.kind === 'adjusted') return adjustedOf(found.result, found.treatedMean, item.effect, reported)
  return rolloutOf(found, item.effect, reported)
}

function adjustedOf(
  { naive, rows, overlap, refuters, hidden, eValue, leftOut }: CausalResult,
  treatedMean: number,
  effect: StudyItem['effect'],
  reported: boolean,
): AdjustedView {
  return {
    kind: 'adjusted',
    effect,
    treatedMean: reported ? treatedMean : null,
    naive: reported ? naive : null,
    rows,
    overlap,
    refuters: reported ? refuters : [],
    passed: refuters.map(({ name, passed }) => ({ name, passed })),
    hidden: reported ? hidden : null,
    eValue: reported ? eValue : null,
    leftOut,
  }
}

/** A refused roll-out still shows the periods before, since they are why. */
function rolloutOf(
  { result, groups }: Extract<Found, { kind: 'rollout' }>,
  effect: StudyItem['effect'],
  reported: boolean,
): RolloutView {
  return {
    kind: 'rollout',
    effect,
    preTrendP: result.preTrendP,
    groups,
    units: result.units,
    event: reported ? result.event : result.event.filter(({ since }) => since < 0),
    groupTime: reported ? result.groupTime : [],
  }
}
