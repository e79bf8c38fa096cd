import type { Db, Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Accept, Origin } from './accept.ts'
import { batchEvents, errors, type Rejection } from './api.ts'
import { type Fault, type IncomingEvent, isFault } from './model.ts'
import { type makeRejectionKeeper, toRejection } from './rejections.ts'
import { type Envelope, readMessage, type SegmentAct, type SegmentCall } from './segment.ts'
import type { SubjectFinder } from './subjects.ts'

/** What Segment's identify, group and alias do to contacts and accounts; ids are the source's own. */
export interface IdentityPort {
  identify(
    tx: Tx,
    workspaceId: Id,
    source: string,
    person: string,
    traits: Record<string, unknown>,
  ): Promise<unknown>
  group(
    tx: Tx,
    workspaceId: Id,
    source: string,
    customer: string,
    traits: Record<string, unknown>,
    person?: string,
  ): Promise<unknown>
  join(tx: Tx, workspaceId: Id, source: string, previous: string, current: string): Promise<unknown>
  place(
    tx: Tx,
    workspaceId: Id,
    source: string,
    pairs: readonly { person: string; customer: string }[],
  ): Promise<unknown>
}

export interface TrackingPorts {
  db: Db
  clock: Clock
  accept: Accept
  identity: IdentityPort
  finder: Pick<SubjectFinder, 'forget'>
  rejections: Pick<ReturnType<typeof makeRejectionKeeper>, 'keep'>
  /** Tells the outbox that something was written. */
  wake(): void
}

type Told = Exclude<SegmentAct, { act: 'event' }>

/** Takes Segment messages, in order: facts about who is who hold for the messages after them. */
export function makeTakeMessages({ db, accept, identity, finder, rejections, wake }: TrackingPorts) {
  /** Runs of identify, group and alias, in one transaction. */
  const apply = async ({ workspaceId, source }: Origin, acts: readonly Told[]): Promise<void> => {
    await db.tx(workspaceId, async tx => {
      for (const act of acts) await applyOne(tx, workspaceId, source, act)
    })
    finder.forget(workspaceId)
    wake()
  }

  const applyOne = async (tx: Tx, workspaceId: Id, source: string, act: Told): Promise<void> => {
    if (act.act === 'alias')
      return void (await identity.join(tx, workspaceId, source, act.previous, act.person))
    if (act.act === 'group')
      return void (await identity.group(tx, workspaceId, source, act.customer, act.traits, act.person))
    await identity.identify(tx, workspaceId, source, act.person, act.traits)
    if (act.also !== undefined) await identity.join(tx, workspaceId, source, act.also, act.person)
    if (act.customer !== undefined)
      await identity.group(tx, workspaceId, source, act.customer, {}, act.person)
  }

  /**
   * @param call what the path says of a single message; undefined for a batch, whose messages say it themselves
   * @returns the refused ones; all others are durable
   */
  return async (
    origin: Origin,
    messages: readonly unknown[],
    call: SegmentCall | undefined,
    envelope: Envelope,
  ): Promise<Rejection[]> => {
    const faults: { index: number; fault: Fault; input: unknown }[] = []
    const acts: SegmentAct[] = []
    messages.forEach((input, index) => {
      const read = index < batchEvents ? readMessage(input, call, envelope) : tooMany
      if (isFault(read)) faults.push({ index, fault: read, input })
      else acts.push(read)
    })
    for (const run of runsOf(acts)) {
      if (run[0]!.act === 'event')
        await accept(
          origin,
          run.map(act => (act as { event: IncomingEvent }).event),
        )
      else await apply(origin, run as Told[])
    }
    rejections.keep(origin.workspaceId, origin.source, faults)
    return faults.map(({ index, fault }) => toRejection(index, fault))
  }
}

const tooMany: Fault = { error: errors['event.too-many'], details: { most: batchEvents } }

/** Parts acts into runs of events and runs of the rest. */
function runsOf(acts: readonly SegmentAct[]): SegmentAct[][] {
  const runs: SegmentAct[][] = []
  for (const act of acts) {
    const last = runs.at(-1)
    if (last && (last[0]!.act === 'event') === (act.act === 'event')) last.push(act)
    else runs.push([act])
  }
  return runs
}
