import { App, Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { publishStrategy, type StrategyView } from '#decision/strategy/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { queries } from '../../../app/queries.ts'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { strategiesKey, strategyQuery } from './data.ts'
import css from './editor.module.css'
import { strategyTexts } from './texts.ts'

interface Props {
  strategy: StrategyView
  faults: number
  ready: boolean
  /** Saves what is not saved yet and gives the record as it then is. */
  saveFirst: () => Promise<StrategyView>
}

/** Publishes the draft as the next version, with a note of what changed. */
export function PublishButton({ strategy, faults, ready, saveFirst }: Props) {
  const say = useText(strategyTexts)
  const may = useMay()
  const go = useGo()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const [note, setNote] = useState('')
  const [shadow, setShadow] = useState(false)
  const version = (strategy.versions[0]?.version ?? 0) + 1
  const publish = useSave(
    async () => {
      const saved = await saveFirst()
      return call(publishStrategy, {
        params: { id: saved.id },
        body: { version: saved.version, note: note.trim(), shadow },
      })
    },
    {
      silent: true,
      refetch: [[...strategiesKey, 'list']],
      onDone: view => {
        queries.setQueryData(strategyQuery(view.id).queryKey, view)
        void message.success(
          say(view.shadow ? 'publishedShadow' : 'published', { version: view.liveVersion ?? version }),
        )
        void go(`/strategies/${view.id}`)
      },
    },
  )
  if (!may('strategy.publish')) return null
  return (
    <>
      <Button
        type="primary"
        disabled={!ready}
        title={faults > 0 ? say('publishBlocked', { count: faults }) : ''}
        onClick={() => setOpen(true)}
      >
        {say('publish', { version })}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={say('publishTitle', { version })}>
        <div className={css.publish}>
          <p className="quiet">{say('publishHint')}</p>
          <Fault error={publish.error} />
          <Input.TextArea
            autoFocus
            aria-label={say('publishNote')}
            placeholder={say('publishNote')}
            autoSize={{ minRows: 3 }}
            maxLength={300}
            value={note}
            onChange={event => setNote(event.target.value)}
          />
          <div>
            <Checkbox checked={shadow} onChange={event => setShadow(event.target.checked)}>
              {say('shadowPublish')}
            </Checkbox>
            <p className={css.hint}>{say('shadowPublishHint')}</p>
            {shadow && strategy.liveVersion !== null && !strategy.shadow && (
              <p className={css.warning}>{say('shadowStops', { version: strategy.liveVersion })}</p>
            )}
          </div>
          <Button
            type="primary"
            size="large"
            block
            loading={publish.isPending}
            onClick={() => publish.mutate(undefined)}
          >
            {say('publish', { version })}
          </Button>
        </div>
      </Sheet>
    </>
  )
}
