import type { DocumentModule } from '#decision/document/index.ts'
import { type Id, newToken } from '#kernel/id.ts'
import { MINUTE, SECOND } from '#kernel/time.ts'
import { contactsOf, type SampleAccount } from './accounts.ts'
import type { PastAct } from './history.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import type { MovableClock } from './past.ts'

type View = { viewId: Id; token: string }
type Shared = Extract<PastAct, { kind: 'share' }>
type Read = Extract<PastAct, { kind: 'read' }>
type Passed = Extract<PastAct, { kind: 'pass' }>

const browsers: Record<string, string> = {
  iPhone: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50',
  Android:
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50',
  Windows: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36',
  Mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15',
}

/**
 * Plays past shares and readings through the server side of the viewer, each at its own time.
 * @param module the documents on a clock of their own, which is moved along
 * @param documentOf the document of the sample that an account's owner shares
 */
export function makePastReader(
  module: DocumentModule,
  clock: MovableClock,
  loaded: LoadedSample,
  documentOf: (account: SampleAccount, document: string) => Id,
) {
  /** Per reader of a document: the link they read by, their browser's id. */
  const readers = new Map<string, { link: string; visitor: string }>()
  const keyOf = (account: SampleAccount, document: string, person: number) =>
    `${account.key}/${document}/${person}`
  const share = async ({ account, document, person, at }: Omit<Shared, 'kind'>): Promise<void> => {
    clock.set(at)
    const contactId = loaded.contacts[account.key]![person]!
    const link = await module.links.create(actingAs(loaded, account.owner), documentOf(account, document), {
      contactId,
      channel: 'wechat',
    })
    readers.set(keyOf(account, document, person), { link: tokenOf(link.url), visitor: newToken() })
  }

  const open = async (account: SampleAccount, document: string, person: number, device: string) => {
    const reader = readers.get(keyOf(account, document, person))
    if (!reader) throw new Error(`Nobody gave ${document} to person ${person} of ${account.name}.`)
    const touch = device === 'iPhone' || device === 'Android'
    const view = await module.door.open(reader.link, {
      visitor: reader.visitor,
      gestures: 1,
      screen: touch ? { width: 390, height: 844, touch } : { width: 1440, height: 900, touch },
      userAgent: browsers[device],
      network: '203.0.113.0/24',
    })
    if (view.state !== 'open') throw new Error('The links of the sample have no gates.')
    if (view.consent.choice === null) {
      const choice = contactsOf(account)[person]!.consents ? 'granted' : 'denied'
      await module.beats.consent(view.viewId, view.token, choice, view.consent.version)
    }
    return view
  }

  const read = async ({ account, document, person, at, device, seconds }: Read): Promise<void> => {
    if (!readers.has(keyOf(account, document, person)))
      await share({ account, document, person, at: at - 20 * MINUTE })
    clock.set(at)
    await turnPages(module, clock, await open(account, document, person, device), seconds)
  }

  const pass = async ({ account, document, person, to, at }: Passed): Promise<void> => {
    clock.set(at)
    const view = await open(account, document, person, 'iPhone')
    for (const next of to) {
      const url = await module.beats.share(view.viewId, view.token, contactsOf(account)[next]!.name)
      readers.set(keyOf(account, document, next), { link: tokenOf(url), visitor: newToken() })
    }
  }

  return { share, read, pass }
}

const tokenOf = (url: string) => url.split('/').at(-1)!

/** Reports the sections one after another, as the viewer's beats do, and closes the view. */
async function turnPages(
  module: DocumentModule,
  clock: MovableClock,
  view: View & { sections: { id: string; page: number; title: string }[] },
  seconds: Read['seconds'],
): Promise<void> {
  const dwell = {
    pages: {} as Record<string, { ms: number; visits: number }>,
    sections: {} as Record<string, { ms: number; visits: number }>,
  }
  let visibleMs = 0
  for (const [index, [title, spent]] of seconds.entries()) {
    const section = view.sections.find(each => each.title.includes(title))
    if (!section)
      throw new Error(`The document has no section ${title}: ${view.sections.map(each => each.title)}`)
    clock.set(clock.now() + (spent + 1) * SECOND)
    visibleMs += spent * SECOND
    dwell.pages[section.page] = { ms: spent * SECOND, visits: 1 }
    dwell.sections[section.id] = { ms: spent * SECOND, visits: 1 }
    await module.beats.beat(view.viewId, {
      ...structuredClone(dwell),
      ...{ token: view.token, seq: index + 1, idleMs: 0, visibleMs, restarts: [], onScreen: [] },
      ...{ gestures: index + 2, inputs: 4 * (index + 1), end: index === seconds.length - 1 },
    })
  }
}
