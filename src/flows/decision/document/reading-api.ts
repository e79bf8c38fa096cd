// What the staff's screens are told about reading: heat, lineage, story, findings.
import { z } from 'zod'

const id = z.uuid()
const at = z.string()
const nullable = <T extends z.ZodType>(schema: T) => schema.nullable()

export const sectionView = z.object({
  id,
  page: z.int(),
  x0: z.number(),
  y0: z.number(),
  x1: z.number(),
  y1: z.number(),
  title: z.string(),
  key: z.string(),
  source: z.enum(['outline', 'heading', 'page', 'drawn']),
})
export type SectionView = z.infer<typeof sectionView>

export const device = z.enum(['phone', 'tablet', 'desktop'])

/** One reader's row of the heat map. Who gave no permission has no name here; who refused is not told apart. */
export const readerRow = z.object({
  id: z.string(),
  name: nullable(z.string()),
  about: nullable(z.string()),
  ordinal: nullable(z.int()),
  contactId: nullable(id),
  permitted: z.boolean(),
  edge: z.enum(['root', 'certain', 'inferred']),
  device: nullable(device),
  opens: z.int(),
  firstAt: at,
  lastAt: at,
  totalMs: z.number(),
  idleMs: z.number(),
  clamped: z.boolean(),
  pages: z.record(z.string(), z.object({ ms: z.number(), visits: z.int(), rank: z.int() })),
})
export type ReaderRowView = z.infer<typeof readerRow>

export const lineageNode = z.object({
  id: z.string(),
  kind: z.enum(['sender', 'reader', 'unopened']),
  name: nullable(z.string()),
  about: nullable(z.string()),
  ordinal: nullable(z.int()),
  at,
  totalMs: nullable(z.number()),
  parent: nullable(z.string()),
  edge: z.enum(['root', 'certain', 'inferred']),
  confidence: nullable(z.number()),
  reasons: z.array(z.string()),
  channel: nullable(z.string()),
})
export type LineageNodeView = z.infer<typeof lineageNode>

/** One line of the reading story, newest last. The interface words it. */
export const storyLine = z.object({
  at,
  readerId: z.string(),
  kind: z.enum(['opened', 'read', 'restarted', 'forwarded', 'downloaded']),
  device: nullable(device),
  page: nullable(z.int()),
  section: nullable(z.string()),
  ms: z.number(),
  count: z.int(),
  names: z.array(z.string()),
})
export type StoryLine = z.infer<typeof storyLine>

export const finding = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('most-read'),
    page: z.int(),
    section: z.string(),
    ms: z.number(),
    share: z.number(),
    readers: z.int(),
    topReaderId: z.string(),
    topMs: z.number(),
  }),
  z.object({
    kind: z.literal('one-interest'),
    readerId: z.string(),
    section: z.string(),
    pages: z.int(),
    ms: z.number(),
    share: z.number(),
  }),
  z.object({
    kind: z.literal('likely-passed-on'),
    readerId: z.string(),
    fromId: z.string(),
    confidence: z.number(),
    reasons: z.array(z.string()),
    gapMs: z.number(),
  }),
  z.object({ kind: z.literal('unread'), section: z.string(), pages: z.array(z.int()) }),
  z.object({ kind: z.literal('not-opened'), days: z.int() }),
])
export type Finding = z.infer<typeof finding>

export const reading = z.object({
  version: z.int(),
  pages: z.array(z.object({ page: z.int(), width: z.number(), height: z.number(), ms: z.number() })),
  sections: z.array(sectionView.extend({ ms: z.number(), visits: z.int() })),
  readers: z.array(readerRow),
  opens: z.int(),
  totalMs: z.number(),
  from: nullable(at),
  to: nullable(at),
  /** Views not counted: programs, and those that showed no sign of a person. */
  notCounted: z.object({ bot: z.int(), suspected: z.int(), pending: z.int() }),
  lineage: z.array(lineageNode),
  story: z.array(storyLine),
  findings: z.array(finding),
})
export type Reading = z.infer<typeof reading>
