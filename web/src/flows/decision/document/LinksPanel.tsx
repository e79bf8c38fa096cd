import { Button } from 'antd'
import { type DocumentView, documentRoutes, type LinkView } from '#decision/document/api.ts'
import { call } from '../../../app/http.ts'
import { type Say, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { isoDay } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { useNow } from '../../../ui/Values.tsx'
import css from './document.module.css'
import { type DocumentText, documentTexts } from './texts.ts'
import { channelName } from './words.ts'

interface Props {
  document: DocumentView
  onShare: () => void
  onOpen: (link: LinkView) => void
}

/** The document's share links with their switches. */
export function LinksPanel({ document, onShare, onOpen }: Props) {
  const say = useText(documentTexts)
  const may = useMay()
  const share = may('document.write') && (
    <Button
      type="primary"
      icon={<Icon name="link" size={16} />}
      onClick={onShare}
      disabled={document.version === 0}
    >
      {say('share')}
    </Button>
  )
  return (
    <section className={`card ${css.panel}`}>
      <header className={css.panelHead}>
        <h2>{say('linkList')}</h2>
      </header>
      {document.links.length === 0 && <EmptyState icon="link" title={say('noLinks')} action={share} />}
      <ul className={css.rows}>
        {document.links.toReversed().map(link => (
          <LinkRow key={link.id} link={link} onOpen={() => onOpen(link)} />
        ))}
      </ul>
    </section>
  )
}

function LinkRow({ link, onOpen }: { link: LinkView; onOpen: () => void }) {
  const say = useText(documentTexts)
  const may = useMay()
  const now = useNow()
  const revoke = useSave(
    (revoked: boolean) => call(documentRoutes.updateLink, { params: { id: link.id }, body: { revoked } }),
    { refetch: [['document']] },
  )
  const closed = link.revokedAt !== null
  return (
    <li className={closed ? css.closed : undefined}>
      <div className={css.linkWords}>
        <p>
          <b>{link.contact?.name ?? link.recipient ?? link.account?.name ?? say('aColleague')}</b>
          <span className="quiet small"> {aboutLink(link, say)}</span>
        </p>
        <p className={css.chips}>
          {stateChips(link, now, say).map(([tone, text]) => (
            <Chip key={text} tone={tone}>
              {text}
            </Chip>
          ))}
        </p>
      </div>
      {!closed && <CopyButton text={link.url} />}
      {may('document.write') && (
        <span className={css.actions}>
          {!closed && (
            <Button size="small" onClick={onOpen}>
              {say('settings')}
            </Button>
          )}
          <Button size="small" loading={revoke.isPending} onClick={() => revoke.mutate(!closed)}>
            {say(closed ? 'restore' : 'revoke')}
          </Button>
        </span>
      )}
    </li>
  )
}

function aboutLink(link: LinkView, say: Say<DocumentText>): string {
  const way = link.parentId ? say('colleagueOf') : channelName(link.channel, say)
  const opens = link.opens > 0 ? say('openedTimes', { count: link.opens }) : say('unopened')
  return [way, isoDay(Date.parse(link.createdAt)), opens].filter(Boolean).join(' · ')
}

function stateChips(
  link: LinkView,
  now: number,
  say: Say<DocumentText>,
): ['plain' | 'red' | 'green', string][] {
  const chips: ['plain' | 'red' | 'green', string][] = []
  if (link.revokedAt) chips.push(['red', say('revoked')])
  if (link.expiresAt) {
    const over = Date.parse(link.expiresAt) <= now
    const day = isoDay(Date.parse(link.expiresAt))
    chips.push(over ? ['red', say('expired')] : ['plain', say('expiresOn', { day })])
  }
  if (link.password) chips.push(['plain', say('password')])
  if (link.emailCheck) chips.push(['plain', link.email ?? say('emailCheck')])
  if (link.download) chips.push(['plain', say('download')])
  if (link.watermark) chips.push(['plain', say('watermark')])
  return chips
}
