import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import {
  type BoardItem,
  type BoardSettings,
  createBoard,
  removeBoard,
  saveBoard,
} from '#decision/attribution/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useGo, useScreenParams } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { RemoveButton } from '../../../ui/RemoveButton.tsx'
import css from './attribution.module.css'
import { Board } from './Board.tsx'
import { boardQuery, boardsKey, emptySettings, shareQuery } from './data.ts'
import { ShareButton } from './ShareButton.tsx'
import { journeyTexts } from './texts.ts'

/** One board: a ready-made one, a saved one, or a new one (`new`). */
export default function JourneyPage() {
  const { id } = useScreenParams<'id'>()
  return id === 'new' ? <NewBoard /> : <KnownBoard key={id} id={id} />
}

function KnownBoard({ id }: { id: string }) {
  const query = useQuery(boardQuery(id))
  return <Loaded query={query}>{board => <Opened key={board.version} board={board} />}</Loaded>
}

function NewBoard() {
  const say = useText(journeyTexts)
  const name = say('newName')
  const fresh: BoardItem = {
    id: 'new',
    name: { 'zh-CN': name, en: name },
    hint: null,
    readyMade: true,
    settings: emptySettings,
    version: 0,
    createdBy: null,
    updatedAt: null,
  }
  return <Opened board={fresh} />
}

/** What a link leads to: the settings as they stood, to look at and to go on from. */
export function SharedBoard({ token }: { token: string }) {
  const say = useText(journeyTexts)
  const query = useQuery(shareQuery(token))
  return (
    <Loaded query={query}>
      {({ name, settings, createdBy, createdAt }) => (
        <Opened
          board={{
            id: 'shared',
            name: { 'zh-CN': name, en: name },
            hint: { 'zh-CN': say('sharedBy'), en: say('sharedBy') },
            readyMade: true,
            settings,
            version: 0,
            createdBy,
            updatedAt: createdAt,
          }}
        />
      )}
    </Loaded>
  )
}

function Opened({ board }: { board: BoardItem }) {
  const locale = useLocale()
  const phone = usePhone()
  const may = useMay()
  const say = useText(journeyTexts)
  const [name, setName] = useState(pick(board.name, locale))
  const [settings, setSettings] = useState<BoardSettings>(board.settings)
  const own = !board.readyMade
  const mayWrite = may('strategy.write')
  const isChanged =
    JSON.stringify(settings) !== JSON.stringify(board.settings) || name !== pick(board.name, locale)
  return (
    <>
      <PageHead
        back="/journeys"
        title={
          mayWrite && !phone ? (
            <Input
              className={css.title ?? ''}
              variant="borderless"
              value={name}
              maxLength={80}
              aria-label={say('name')}
              onChange={change => setName(change.target.value)}
            />
          ) : (
            name
          )
        }
        {...(board.hint && { subtitle: pick(board.hint, locale) })}
        marks={board.readyMade && board.id !== 'new' && board.id !== 'shared' && <Chip>{say('ready')}</Chip>}
        actions={
          mayWrite &&
          !phone && (
            <Actions board={board} own={own} isChanged={isChanged} name={name.trim()} settings={settings} />
          )
        }
      />
      <PageBody>
        <Board settings={settings} onChange={setSettings} />
      </PageBody>
    </>
  )
}

interface ActionProps {
  board: BoardItem
  own: boolean
  isChanged: boolean
  name: string
  settings: BoardSettings
}

function Actions({ board, own, isChanged, name, settings }: ActionProps) {
  const say = useText(journeyTexts)
  const go = useGo()
  const save = useSave(
    () =>
      own
        ? call(saveBoard, { params: { id: board.id }, body: { version: board.version, name, settings } })
        : call(createBoard, { body: { id: newId(), name, settings } }),
    {
      said: say('savedDone'),
      refetch: [
        [...boardsKey, 'list'],
        [...boardsKey, 'one'],
      ],
      onDone: saved => !own && void go(`/journeys/${saved.id}`),
    },
  )
  const canSave = name !== '' && settings.touches.length > 0
  return (
    <>
      {own && (
        <RemoveButton
          name={name}
          label={say('remove')}
          lost={say('lost')}
          remove={() => call(removeBoard, { params: { id: board.id } })}
          refetch={[[...boardsKey, 'list']]}
          onDone={() => void go('/journeys')}
        />
      )}
      <ShareButton board={own ? board.id : null} name={name} settings={settings} disabled={!canSave} />
      <Button
        type={isChanged || !own ? 'primary' : 'default'}
        disabled={!canSave || (own && !isChanged)}
        loading={save.isPending}
        onClick={() => save.mutate(undefined)}
      >
        {say(own ? 'save' : 'saveAs')}
      </Button>
    </>
  )
}
