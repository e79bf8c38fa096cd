import { z } from 'zod'
import { localText } from '#decision/intent/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const errors = errorCodes({
  'strategy.missing': [
    'missing',
    '找不到这个策略，请回到列表另选一个。',
    'This strategy was not found. Go back to the list and choose another.',
  ],
  'strategy.taken': [
    'conflict',
    '已经有一个策略用了编号“{id}”，请换一个。',
    'Another strategy has the id “{id}”. Choose another id.',
  ],
  'strategy.stale': [
    'conflict',
    '别人刚改过这个策略。请刷新看过之后再保存；你写的内容还在页面上。',
    'Somebody has just changed this strategy. Refresh, look at it, then save again; what you wrote is still on the page.',
  ],
  'strategy.invalid': [
    'invalid',
    '策略还不能发布：{path} {zh}',
    'The strategy can’t be published yet: {path} {en}',
  ],
  'strategy.no-draft': ['conflict', '没有改动可以发布。', 'There is no change to publish.'],
  'strategy.not-live': ['conflict', '这个策略没有在运行。', 'This strategy is not running.'],
  'strategy.not-shadow': [
    'conflict',
    '这个策略现在不是影子运行，不用再转正。请刷新看看。',
    'This strategy is not running in shadow. Refresh to see how it stands.',
  ],
  'backtest.missing': [
    'missing',
    '找不到这次回测，可能服务重启过。请再跑一次。',
    'This backtest was not found; the server may have been restarted. Run it again.',
  ],
})

const instant = z.number()
const id = z.object({ id: z.string().max(64) })

export const strategyId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a–z, 0–9 and -, 64 characters at most')
const name = z.string().trim().min(1).max(80)

/** A strategy as JSON. Drafts may be incomplete; only what is published must be valid. */
export const definition = z.record(z.string(), z.unknown())

/** What is wrong, in plain words, and where: `path` like `when[1].for`. */
export const fault = z.object({ path: z.string(), message: localText })
export type FaultView = z.infer<typeof fault>
export const validation = z.object({ ok: z.boolean(), faults: z.array(fault), warnings: z.array(fault) })
export type Validation = z.infer<typeof validation>

export const strategyState = z.enum(['draft', 'live', 'retired'])

/** How a strategy fares, counted by the engine since it first read the log. */
export const health = z.object({
  evaluated: z.number(),
  matched: z.number(),
  started: z.number(),
  dropped: z.number(),
  fired: z.number(),
  cooled: z.number(),
  errors: z.number(),
  lastError: z.string().nullable(),
  capped: z.number(),
  late: z.number(),
  openRuns: z.number(),
  lastFiring: instant.nullable(),
})
export type Health = z.infer<typeof health>

export const strategyItem = z.object({
  id: z.string(),
  name: z.string(),
  state: strategyState,
  liveVersion: z.number().nullable(),
  publishedAt: instant.nullable(),
  /** The live version runs in shadow: it fires and is recorded, nothing is done. */
  shadow: z.boolean(),
  hasDraft: z.boolean(),
  updatedAt: instant,
  health: health.nullable(),
  /** Firings of the last seven days that were acted on, held out, withheld, or in shadow. */
  week: z.object({ acted: z.number(), holdout: z.number(), withheld: z.number(), shadow: z.number() }),
  /** Armed but silent: live for so many days without a firing; null while that is nothing to wonder about. */
  silentDays: z.number().nullable(),
})
export type StrategyItem = z.infer<typeof strategyItem>

export const strategyView = strategyItem.extend({
  /** Of the record, for saving: a save on an older one is refused. */
  version: z.number(),
  draft: definition.nullable(),
  live: definition.nullable(),
  validation,
  versions: z.array(
    z.object({
      version: z.number(),
      note: z.string(),
      publishedAt: instant,
      publishedBy: z.uuid().nullable(),
      endedAt: instant.nullable(),
      /** Published into the shadow; `actsFrom` is when it was let go live. */
      shadow: z.boolean(),
      actsFrom: instant.nullable(),
      /** Runs that are under way on this version; null while the engine can't say. */
      openRuns: z.number().nullable(),
    }),
  ),
})
export type StrategyView = z.infer<typeof strategyView>

export const listStrategies = route({
  method: 'GET',
  path: '/api/v1/strategies',
  summary: 'Strategies with their health',
  answer: z.array(strategyItem),
})
export const readStrategy = route({
  method: 'GET',
  path: '/api/v1/strategies/:id',
  summary: 'One strategy: draft, live version, what is wrong with the draft, health, versions',
  params: id,
  answer: strategyView,
})
export const readVersion = route({
  method: 'GET',
  path: '/api/v1/strategies/:id/versions/:version',
  summary: 'A published version',
  params: z.object({ id: z.string().max(64), version: z.coerce.number().int().min(1) }),
  answer: z.object({ definition }),
})
export const createStrategy = route({
  method: 'POST',
  path: '/api/v1/strategies',
  summary: 'Begin a strategy as a draft; `definition.id` is its id for good',
  body: z.object({
    name,
    definition: definition.and(z.object({ id: strategyId })),
    /** An id that is taken gets a number behind it: nothing is overwritten. */
    fresh: z.boolean().default(false),
  }),
  answer: strategyView,
})
export const saveDraft = route({
  method: 'PUT',
  path: '/api/v1/strategies/:id/draft',
  summary: 'Save the draft, valid or not; a null draft throws it away',
  params: id,
  body: z.object({ version: z.number().int(), name, draft: definition.nullable() }),
  answer: strategyView,
})
export const validateStrategy = route({
  method: 'POST',
  path: '/api/v1/strategies/validate',
  summary: 'What is wrong with a strategy, in plain words',
  body: z.object({ definition }),
  answer: validation,
})
export const publishStrategy = route({
  method: 'POST',
  path: '/api/v1/strategies/:id/publish',
  summary: 'Publish the draft as the next version',
  params: id,
  body: z.object({
    version: z.number().int(),
    note: z.string().trim().max(300).default(''),
    /** In shadow it fires and is recorded, and nothing is done until it goes live. */
    shadow: z.boolean().default(false),
  }),
  answer: strategyView,
})
export const goLive = route({
  method: 'POST',
  path: '/api/v1/strategies/:id/go-live',
  summary: 'Let the version that runs in shadow act from now on',
  params: id,
  answer: strategyView,
})
export const retireStrategy = route({
  method: 'POST',
  path: '/api/v1/strategies/:id/retire',
  summary: 'Stop a strategy; its open runs end without firing',
  params: id,
  answer: strategyView,
})

export const firingView = z.object({
  id: z.string(),
  version: z.number(),
  at: instant,
  actedAt: instant,
  outcome: z.enum(['acted', 'holdout', 'withheld', 'shadow']),
  arm: z.string(),
  accountId: z.uuid().nullable(),
  accountName: z.string().nullable(),
  decisionId: z.uuid().nullable(),
})
export const listFirings = route({
  method: 'GET',
  path: '/api/v1/strategies/:id/firings',
  summary: 'Latest firings of a strategy',
  params: id,
  query: z.object({ most: z.coerce.number().int().min(1).max(100).default(20) }),
  answer: z.array(firingView),
})

/** NDJSON, streamed: every entry with its received time, then a line that says how far time had gone on. */
export const exportLog = route({
  method: 'GET',
  path: '/api/v1/log/export',
  summary: 'The log that strategies depend on, as it was received',
})
