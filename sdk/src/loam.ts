import { type Message, Queue, recall, store } from './queue.ts'
import { Sections } from './sections.ts'

type Facts = Record<string, unknown>

let queue: Queue | undefined
let sections: Sections | undefined
let view = newId()
const early: Message[] = []
const memory: Record<string, string | undefined> = {}

/**
 * Starts the tracker. Calls made before are kept and sent then.
 * @param writeKey a write key of the workspace (`loam keys create --kind write`)
 * @param host address of the Loam server, such as `https://loam.example.com`
 */
export function load(writeKey: string, host: string): void {
  if (queue) return
  queue = new Queue(host, writeKey)
  for (const message of early.splice(0)) queue.push(message)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && leave())
  addEventListener('pagehide', leave)
}

/** Says who the visitor is, as your own systems know them. */
export function identify(userId: string, traits: Facts = {}): void {
  set('userId', userId)
  send('identify', { traits })
}

/** Says which company the visitor belongs to; all later acts carry it. */
export function group(groupId: string, traits: Facts = {}): void {
  set('groupId', groupId)
  send('group', { groupId, traits })
}

/** Records an act, such as `track('calculator.used', { years: 5 })`. */
export function track(event: string, properties: Facts = {}): void {
  send('track', { event, properties })
}

/** Records that a page is looked at and begins to measure its sections (`data-loam-section="price"`). */
export function page(name?: string, properties: Facts = {}): void {
  sections?.end()
  view = newId()
  send('page', { name, properties: { ...pageFacts(), ...properties } })
  sections = allowed() === false ? undefined : measure()
}

/**
 * Records whether the visitor allows the use of what they do for sales decisions; can be changed at any time.
 * After a refusal no reading is measured, and the device keeps no id.
 * @param notice the version of the notice that was shown
 */
export function consent(granted: boolean, notice?: string): void {
  set('consent', granted ? 'granted' : 'denied')
  track(granted ? 'consent.granted' : 'consent.withdrawn', { purpose: 'sales-decisions', notice })
  if (granted) {
    sections ??= measure()
    return
  }
  sections?.end()
  sections = undefined
  store('loam.anonymousId', null)
}

/** Forgets who the visitor is, as after signing out. */
export function reset(): void {
  for (const name of ['userId', 'groupId', 'anonymousId']) set(name, undefined)
}

function measure(): Sections {
  const of = view
  const { path } = pageFacts()
  return new Sections(({ section, seconds, total, number }) => {
    const properties = { section, seconds, total, path, view: of }
    // The same stretch has the same id however often it is sent.
    send('track', { event: 'page.section_viewed', properties, messageId: `${of}:${section}:${number}` })
  })
}

function leave(): void {
  sections?.settle()
  queue?.leave()
}

function send(type: Message['type'], fields: Facts): void {
  const message: Message = {
    messageId: newId(),
    timestamp: new Date().toISOString(),
    anonymousId: anonymousId(),
    userId: get('userId'),
    context: context(),
    ...fields,
    type,
  }
  if (queue) queue.push(message)
  else early.push(message)
}

function context(): Facts {
  const choice = allowed()
  return {
    library: { name: '@loam/browser', version: '0.1.0' },
    page: pageFacts(),
    userAgent: navigator.userAgent,
    locale: navigator.language,
    groupId: get('groupId'),
    consent: choice === undefined ? undefined : { categoryPreferences: { 'sales-decisions': choice } },
  }
}

function pageFacts() {
  const { pathname, href } = location
  return { path: pathname, url: href, referrer: document.referrer, title: document.title }
}

function allowed(): boolean | undefined {
  const choice = get('consent')
  return choice === undefined ? undefined : choice === 'granted'
}

function anonymousId(): string {
  const known = get('anonymousId')
  if (known) return known
  const id = newId()
  if (allowed() === false) memory.anonymousId = id
  else set('anonymousId', id)
  return id
}

function get(name: string): string | undefined {
  return memory[name] ?? recall(`loam.${name}`) ?? undefined
}

function set(name: string, value: string | undefined): void {
  memory[name] = value
  store(`loam.${name}`, value ?? null)
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
