import { makeTypesetter } from '#adapters/typst/typeset.ts'
import type { Id } from '#kernel/id.ts'
import { newId } from '#kernel/id.ts'
import { MINUTE } from '#kernel/time.ts'
import type { App } from '../wire.ts'
import { contactsOf, type SampleAccount } from './accounts.ts'
import { documents, typstOf } from './documents.ts'
import { pastActs } from './history.ts'
import { kits } from './kits.ts'
import { type LoadedSample, loadNouns } from './nouns.ts'
import { type MovableClock, makePastReader } from './readings.ts'
import { strategies } from './strategies.ts'

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
  progress('documents')
  const documentIds = await loadDocuments(app, loaded)
  progress('play kits and strategies')
  await loadPlays(app, loaded)
  progress('a month of behaviour')
  await playHistory(app, loaded, documentIds)
  await actNow(app, loaded, documentIds)
  return loaded
}

async function loadDocuments(app: App, loaded: LoadedSample): Promise<Record<string, Id>> {
  const typesetter = makeTypesetter()
  const ids: Record<string, Id> = {}
  const { files, documents: service } = app.documents
  for (const document of documents) {
    const content = (async function* () {
      yield typesetter.pdf(typstOf(document))
    })()
    const upload = await files.upload(loaded.actor, `${document.title}.pdf`, content)
    const kind = document.kind
    ids[document.key] = (
      await service.create(loaded.actor, {
        title: document.title,
        kind,
        uploads: [upload.id],
        accountId: null,
        opportunity: null,
      })
    ).id
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
    })
    await app.decisions.strategies.publish(loaded.actor, definition.id, { version, note: '样例' })
  }
}

/** Everything happens at its own past time: readings through the viewer's server side, the rest as imported history. */
async function playHistory(app: App, loaded: LoadedSample, documentIds: Record<string, Id>): Promise<void> {
  let at = 0
  const clock: MovableClock = {
    now: () => at,
    set: next => {
      at = next
    },
  }
  const reader = makePastReader(app.documentsAt(clock), clock, loaded, documentIds)
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

/** Two acts of the last minutes: strategies fire on these as on any other. */
async function actNow(app: App, loaded: LoadedSample, documentIds: Record<string, Id>): Promise<void> {
  const { account, ask } = {
    account: (key: string) => ({ customer: loaded.accounts[key]! }),
    ask: loaded.contacts.qingxi![0]!,
  }
  const at = app.clock.now()
  await app.ingest.accept({ workspaceId: loaded.workspaceId, source: 'sample', imported: false }, [
    {
      id: newId(at),
      type: 'wechat.article_published',
      at: at - 4 * MINUTE,
      ...account('lishui'),
      props: {
        title: '医学装备国产替代工作推进会召开',
        account: '绿谷中心医院',
        topics: ['国产替代', '设备更新'],
      },
    },
    {
      id: newId(at),
      type: 'quote.requested',
      at: at - 3 * MINUTE,
      ...account('qingxi'),
      person: ask,
      props: { product: '无创呼吸机 12 台', documentId: documentIds['ventilator-quote'] },
    },
  ])
}

function subjects(loaded: LoadedSample, account: SampleAccount, person: number | undefined) {
  const customer = loaded.accounts[account.key]!
  if (person === undefined || !contactsOf(account)[person]) return { customer }
  return { customer, person: loaded.contacts[account.key]![person]! }
}
