import { readFile } from 'node:fs/promises'
import type { Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import { linkState } from './model.ts'
import type { DocumentPorts } from './ports.ts'
import * as store from './store.ts'
import type { VersionRow } from './tables.ts'

/** What a chat shows of a link before anyone opens it. */
interface Card {
  title: string
  description: string
  picture: boolean
}

const closed: LocalText = { 'zh-CN': '资料链接已失效', en: 'This document link is no longer valid' }

export type Page = ReturnType<typeof makePage>

/** The viewer's page with the card that WeChat, WeCom, mail and others read from it. Making it counts as nothing. */
export function makePage({ db, clock, linkBase }: DocumentPorts, portal: string) {
  const found = async (token: string) => {
    const place = await db.outside(tx => store.placeOf(tx, token))
    return place && db.tx(place.workspaceId, tx => openLink(tx, place.workspaceId, place.id))
  }

  const openLink = async (tx: Tx, workspaceId: string, id: string) => {
    const named = await store.selectLink(tx, workspaceId, id)
    const document = named && (await store.selectShared(tx, workspaceId, named.link.documentId))
    if (!named || !document || document.archivedAt || linkState(named.link, clock.now()) !== 'open')
      return undefined
    const version = await store.selectVersion(tx, workspaceId, document.id, document.version)
    const company = await store.workspaceName(tx, workspaceId)
    return { named, document, version, company }
  }

  return {
    /** The HTML of a link. Unknown and closed links get the same page; the viewer says why. */
    html: async (token: string): Promise<string> => {
      const link = await found(token)
      const template = await readFile(`${portal}/index.html`, 'utf8')
      const card: Card = link
        ? cardOf(link)
        : { title: closed['zh-CN'], description: closed.en, picture: false }
      const url = `${linkBase()}/s/${token}`
      return template.replace('<!--loam:head-->', metaOf(card, url))
    },

    /** The version whose first page makes the card's picture; none where a password or e-mail guards the link. */
    cardVersion: async (token: string): Promise<VersionRow | undefined> => {
      const link = await found(token)
      return link && !guarded(link.named) ? link.version : undefined
    },
  }
}

type OpenLink = {
  named: store.NamedLink
  document: { title: string }
  version: VersionRow | undefined
  company: string
}

function guarded({ link }: store.NamedLink): boolean {
  return link.passwordHash !== null || link.emailCheck
}

function cardOf({ named, document, version, company }: OpenLink): Card {
  const from = [company, named.senderName].filter(Boolean).join(' ')
  const pages = version ? ` · ${version.pages.length} 页` : ''
  return {
    title: document.title,
    description: `${from}${pages}`,
    picture: Boolean(version) && !guarded(named),
  }
}

function metaOf(card: Card, url: string): string {
  const tags: [string, string][] = [
    ['og:type', 'article'],
    ['og:title', card.title],
    ['og:description', card.description],
    ['og:url', url],
  ]
  if (card.picture) tags.push(['og:image', `${url}/card.jpg`], ['twitter:card', 'summary'])
  const meta = tags.map(
    ([property, content]) => `<meta property="${property}" content="${escapeHtml(content)}">`,
  )
  const plain = `<meta name="description" content="${escapeHtml(card.description)}">`
  return [`<title>${escapeHtml(card.title)}</title>`, plain, ...meta].join('\n    ')
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

/** Nothing foreign runs on the reader's page; pdf.js needs its worker, its decoders and fonts made on the fly. */
export const pagePolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
