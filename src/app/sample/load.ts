import { makeTypesetter } from '#adapters/typst/typeset.ts'
import type { Id } from '#kernel/id.ts'
import { newId } from '#kernel/id.ts'
import { MINUTE } from '#kernel/time.ts'
import type { App } from '../wire.ts'
import { contactsOf, type SampleAccount } from './accounts.ts'
import { loadApprovals, loadFlow } from './approvals.ts'
import { playDeals } from './deals.ts'
import { loadSlots, loadTeams } from './delivery.ts'
import { documents, typstOf } from './documents.ts'
import { pastActs } from './history.ts'
import { kits } from './kits.ts'
import { playLabels } from './labels.ts'
import { loadDelegation, loadMandates } from './mandates.ts'
import { actingAs, type LoadedSample, loadNouns } from './nouns.ts'
import { pastOpportunities } from './opportunities.ts'
import { movableClock, openPast, workdaysAgo } from './past.ts'
import { loadBankAccounts, loadBankLines } from './payments.ts'
import { type Catalogue, loadPrices } from './prices.ts'
import { loadQuotes } from './quotes.ts'
import { makePastReader } from './readings.ts'
import { strategies } from './strategies.ts'
import { playWeeks } from './weeks.ts'

/** By the document's key in the sample and the rep's. */
type DocumentIds = Map<string, Id>

/**
 * Loads the sample workspace into a started application: people, customers, documents with a month of readings,
 * play kits and strategies, and two acts of just now, so that somebody has something to do on the first look.
 * @param password of every sample user
 * @param progress told of each stage
 */
export async function loadSample(
  app: App,
  password: string,
  progress: (stage: string) => void,
): Promise<LoadedSample> {
  progress('people and customers')
  const loaded = await loadNouns(app, password)
  progress('two years of deals')
  await app.crm.opportunities.importPast(loaded.actor, pastOpportunities(loaded, app.clock.now()))
  progress('four months of quotes and contracts, a month of behaviour')
  // Neither knows of the other: what one waits for the database, the other works.
  const [documentIds] = await Promise.all([loadBehaviour(app, loaded), loadCollaboration(app, loaded)])
  await actNow(app, loaded, documentIds)
  return loaded
}

/** Documents, strategies, what customers did and what came of it. */
async function loadBehaviour(app: App, loaded: LoadedSample): Promise<DocumentIds> {
  const documentIds = await loadDocuments(app, loaded)
  await loadPlays(app, loaded)
  await playHistory(app, loaded, documentIds)
  await playPast(app, loaded)
  return documentIds
}

/** Prices and mandates, the deals of four months, and where they stand this morning. */
async function loadCollaboration(app: App, loaded: LoadedSample): Promise<void> {
  const release = app.jobs.hold()
  try {
    const catalogue = await loadPrices(app, loaded)
    await loadRules(app, loaded)
    await playDeals(app, loaded, catalogue)
    await loadToday(app, loaded, catalogue)
  } finally {
    release()
  }
}

/** What deals are judged, delivered and paid by, in force before the first of them. */
async function loadRules(app: App, loaded: LoadedSample): Promise<void> {
  const past = openPast(app)
  past.clock.set(workdaysAgo(app.clock.now(), 85, 10))
  await loadMandates(app, loaded, past)
  await loadFlow(loaded, past)
  await loadTeams(app, loaded, past)
  await loadBankAccounts(loaded, past)
}

/** Where the collaboration stands this morning, beside the deals under way. */
async function loadToday(app: App, loaded: LoadedSample, catalogue: Catalogue): Promise<void> {
  await loadDelegation(app, loaded)
  await loadQuotes(app, loaded, catalogue)
  await loadApprovals(app, loaded)
  await loadSlots(app, loaded)
  await loadBankLines(app, loaded)
  await app.collaboration.loop.rebuild(loaded.actor)
  await app.outbox.drain()
}

/** Every rep has documents of their own to share, so that each sees the readers of their own customers alone. */
async function loadDocuments(app: App, loaded: LoadedSample): Promise<DocumentIds> {
  const typesetter = makeTypesetter()
  const ids: DocumentIds = new Map()
  const { files, documents: service } = app.documents
  const wanted = new Set(
    pastActs(0).flatMap(act => ('document' in act ? `${act.document}/${act.account.owner}` : [])),
  )
  for (const key of wanted) {
    const [name, owner] = key.split('/') as [string, string]
    const document = documents.find(each => each.key === name)!
    const actor = actingAs(loaded, owner)
    const content = (async function* () {
      yield await typesetter.pdf(typstOf(document))
    })()
    const upload = await files.upload(actor, `${document.title}.pdf`, content)
    const { title, kind } = document
    const made = await service.create(actor, {
      title,
      kind,
      uploads: [upload.id],
      accountId: null,
      opportunity: null,
    })
    ids.set(key, made.id)
  }
  typesetter.close()
  await files.settled()
  return ids
}

async function loadPlays(app: App, loaded: LoadedSample): Promise<void> {
  const kitIds: Record<string, Id> = {}
  for (const kit of kits) {
    kitIds[kit.key] = (
      await app.decisions.kits.create(loaded.actor, { name: kit.name, content: kit.content })
    ).id
  }
  for (const { name, definition } of strategies) {
    const then = (definition.then as { kit?: string }[]).map(action =>
      action.kit === undefined ? action : { ...action, kit: kitIds[action.kit] },
    )
    const { version } = await app.decisions.strategies.create(loaded.actor, {
      name: name['zh-CN'],
      definition: { ...definition, then },
      fresh: false,
    })
    await app.decisions.strategies.publish(loaded.actor, definition.id, {
      version,
      note: '样例',
      shadow: false,
    })
  }
}

/** Weeks of suggestions and answers, and the seniors' judgements of what they rested on. */
async function playPast(app: App, loaded: LoadedSample): Promise<void> {
  const clock = movableClock()
  await playWeeks(app, loaded, clock)
  await playLabels(app, loaded, clock)
  app.outbox.wake()
}

/** Everything happens at its own past time: readings through the viewer's server side, the rest as imported history. */
async function playHistory(app: App, loaded: LoadedSample, documentIds: DocumentIds): Promise<void> {
  const clock = movableClock()
  const reader = makePastReader(
    app.documentsAt(clock),
    clock,
    loaded,
    (account, document) => documentIds.get(`${document}/${account.owner}`)!,
  )
  for (const act of pastActs(app.clock.now())) {
    if (act.kind === 'share') await reader.share(act)
    else if (act.kind === 'read') await reader.read(act)
    else if (act.kind === 'pass') await reader.pass(act)
    else {
      const event = {
        id: newId(act.at),
        type: act.type,
        at: act.at,
        props: act.props,
        ...subjects(loaded, act.account, act.person),
      }
      await app.ingest.accept({ workspaceId: loaded.workspaceId, source: 'sample', imported: true }, [event])
    }
  }
  await app.outbox.drain()
}

/** Acts of the last minutes: strategies fire on these as on any other. */
async function actNow(app: App, loaded: LoadedSample, documentIds: DocumentIds): Promise<void> {
  const at = app.clock.now()
  const quote = {
    documentId: documentIds.get('ventilator-quote/linxiao'),
    title: '无创呼吸机报价说明',
    kind: 'quote',
    device: 'phone',
  }
  const of = (key: string, person?: number) => ({
    id: newId(at),
    customer: loaded.accounts[key]!,
    ...(person !== undefined && { person: loaded.contacts[key]![person]! }),
  })
  const payment = { ...quote, section: 'payment', sectionTitle: '分期付款', page: 2 }
  await app.ingest.accept({ workspaceId: loaded.workspaceId, source: 'sample', imported: false }, [
    {
      ...of('lishui'),
      type: 'wechat.article_published',
      at: at - 9 * MINUTE,
      props: {
        title: '医学装备国产替代工作推进会召开',
        account: '绿谷中心医院',
        topics: ['国产替代', '设备更新'],
      },
    },
    {
      ...of('qingxi', 0),
      type: 'document.opened',
      at: at - 8 * MINUTE,
      props: { ...quote, times: 4, again: true },
    },
    {
      ...of('qingxi', 0),
      type: 'document.section_viewed',
      at: at - 7 * MINUTE,
      props: { ...payment, seconds: 41 },
    },
    {
      ...of('qingxi', 0),
      type: 'document.section_viewed',
      at: at - 5 * MINUTE,
      props: { ...payment, seconds: 59 },
    },
    {
      ...of('wuling', 0),
      type: 'inquiry.submitted',
      at: at - 3 * MINUTE,
      props: { product: '产科中央监护能否加 6 床' },
    },
    {
      ...of('bailu'),
      type: 'tender.announced',
      at: at - 2 * MINUTE,
      props: { title: '康复机器人采购公告', amount: 326_000 },
    },
  ])
}

function subjects(loaded: LoadedSample, account: SampleAccount, person: number | undefined) {
  const customer = loaded.accounts[account.key]!
  if (person === undefined || !contactsOf(account)[person]) return { customer }
  return { customer, person: loaded.contacts[account.key]![person]! }
}
