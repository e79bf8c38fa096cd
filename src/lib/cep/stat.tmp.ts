import fc from 'fast-check'
import { parseStrategies, Replay, replayAsReceived, settleEvents } from './index.ts'
import { event, log, profiles, strategy } from './random.test-support.ts'

const base = Date.UTC(2026, 0, 14, 12)
const sum: Record<string, number> = {}
const add = (k: string, n = 1) => {
  sum[k] = (sum[k] ?? 0) + n
}
for (const [all, events, known] of fc.sample(
  fc.tuple(
    fc.tuple(strategy('s1'), strategy('s2'), strategy('s3')),
    fc.array(event(base, 20, 80), { maxLength: 60, size: 'max' }),
    profiles,
  ),
  2000,
)) {
  const p = parseStrategies(all)
  if (!p.ok) throw 1
  const r = new Replay(p.value, { profiles: known })
  const f = [...r.run(settleEvents(events))]
  add('runs')
  add('firings', f.length)
  if (f.some(x => x.absences.length)) add('withAbsence')
  if (f.some(x => x.events.length > 1)) add('multi')
  for (const h of r.health())
    for (const k of ['evaluated', 'matched', 'started', 'dropped', 'fired', 'cooled', 'errors'] as const)
      add(k, h[k])
}
console.log(sum)
const s2: Record<string, number> = {}
const add2 = (k: string, n = 1) => {
  s2[k] = (s2[k] ?? 0) + n
}
for (const entries of fc.sample(log(90), 2000)) {
  const g = replayAsReceived(entries)
  const f = []
  for (;;) {
    const x = g.next()
    if (x.done) {
      add2('late', x.value.counts.late)
      add2('imported', x.value.counts.imported)
      add2('future', x.value.counts.future)
      for (const h of x.value.health())
        for (const k of [
          'evaluated',
          'matched',
          'started',
          'dropped',
          'fired',
          'cooled',
          'errors',
          'late',
        ] as const)
          add2(`h.${k}`, h[k])
      break
    }
    f.push(x.value)
  }
  add2('entries', entries.length)
  add2('firings', f.length)
  if (f.some(x => x.absences.length)) add2('withAbsence')
  add2('versions>3', f.filter(x => x.version > 3).length)
}
console.log(s2)
