import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import {
  goLive,
  publishStrategy,
  retireStrategy,
  type StrategyView,
  saveDraft,
} from '#decision/strategy/api.ts'
import { describeError } from '../../../app/errors.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { queries } from '../../../app/queries.ts'
import { useMay } from '../../../app/session.ts'
import { useGo, useScreenParams } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { CompareSheet, type Comparing } from './CompareSheet.tsx'
import { strategiesKey, strategyQuery } from './data.ts'
import { ExperimentLink } from './ExperimentLink.tsx'
import { Firings } from './Firings.tsx'
import { HealthBox } from './HealthBox.tsx'
import { Reading } from './Reading.tsx'
import { StateChips } from './StrategiesPage.tsx'
import css from './strategy.module.css'
import { SentencePane } from './studio/SentencePane.tsx'
import { useNamesOf } from './studio/useNamesOf.ts'
import { strategyTexts } from './texts.ts'
import { Versions } from './Versions.tsx'

/** One strategy: how it works, how it fares, when it fired, what it was before. */
export default function StrategyPage() {
  const { id } = useScreenParams<'id'>()
  const query = useQuery(strategyQuery(id))
  return <Loaded query={query}>{strategy => <Page strategy={strategy} />}</Loaded>
}

function Page({ strategy: s }: { strategy: StrategyView }) {
  const say = useText(strategyTexts)
  const phone = usePhone()
  const names = useNamesOf()
  const [comparing, setComparing] = useState<Comparing>()
  const doc = s.live ?? s.draft
  return (
    <>
      <PageHead
        back="/strategies"
        title={s.name}
        marks={
          <>
            <StateChips item={s} />
            <ExperimentLink strategyId={s.id} />
          </>
        }
        actions={<Acts strategy={s} onCompare={setComparing} />}
      />
      <PageBody>
        {phone && <p className="quiet small">{say('phoneReadOnly')}</p>}
        {s.silentDays !== null && (
          <p className={css.silentLine}>
            <Icon name="warn" size={16} />
            {say('silent', { days: s.silentDays })}
          </p>
        )}
        {s.shadow && (
          <p className={css.silentLine}>
            <Icon name="eye" size={16} />
            {say('shadowOn')}
          </p>
        )}
        {doc && (
          <div className={css.said}>
            <SentencePane doc={doc} names={names} />
          </div>
        )}
        {doc && <Reading doc={doc} />}
        <HealthBox health={s.health} />
        <div className={css.two}>
          <Firings id={s.id} />
          <Versions strategy={s} onCompare={setComparing} />
        </div>
      </PageBody>
      <CompareSheet strategy={s} comparing={comparing} onClose={() => setComparing(undefined)} />
    </>
  )
}

interface ActsProps {
  strategy: StrategyView
  onCompare: (comparing: Comparing) => void
}

function Acts({ strategy: s, onCompare }: ActsProps) {
  const say = useText(strategyTexts)
  const may = useMay()
  const phone = usePhone()
  const go = useGo()
  const retire = useRetire(s)
  const live = useSave(() => call(goLive, { params: { id: s.id } }), {
    said: say('goneLive'),
    refetch: [strategiesKey],
    onDone: view => queries.setQueryData(strategyQuery(s.id).queryKey, view),
  })
  return (
    <>
      {s.draft && s.liveVersion !== null && !phone && (
        <Button onClick={() => onCompare({ from: s.liveVersion!, to: 'draft' })}>
          {say('compareDraft')}
        </Button>
      )}
      {s.shadow && may('strategy.publish') && (
        <Button
          type="primary"
          icon={<Icon name="play" size={16} />}
          loading={live.isPending}
          onClick={() => live.mutate(undefined)}
        >
          {say('goLive')}
        </Button>
      )}
      {s.state === 'live' && may('strategy.publish') && !phone && (
        <Button danger type="text" loading={retire.isPending} onClick={() => retire.mutate()}>
          {say('retire')}
        </Button>
      )}
      {may('strategy.write') && !phone && (
        <Button
          type={s.shadow ? 'default' : 'primary'}
          icon={<Icon name="edit" size={16} />}
          onClick={() => void go(`/strategies/${s.id}/edit`)}
        >
          {say('edit')}
        </Button>
      )}
    </>
  )
}

/** Retires at once; taking it back publishes the same content again, and keeps the draft there was. */
function useRetire(s: StrategyView) {
  const say = useText(strategyTexts)
  const locale = useLocale()
  const { message } = App.useApp()
  const undoable = useUndo()
  const params = { id: s.id }
  const fail = (error: unknown) =>
    void message.error({ content: describeError(error, locale).hint, duration: 6 })
  const refresh = (view: StrategyView) => {
    queries.setQueryData(strategyQuery(s.id).queryKey, view)
    void queries.invalidateQueries({ queryKey: strategiesKey })
  }
  const restore = async (retired: StrategyView) => {
    const again = await call(saveDraft, {
      params,
      body: { version: retired.version, name: retired.name, draft: s.live },
    })
    const live = await call(publishStrategy, {
      params,
      body: { version: again.version, note: say('restoreNote') },
    })
    refresh(
      s.draft
        ? await call(saveDraft, { params, body: { version: live.version, name: live.name, draft: s.draft } })
        : live,
    )
    void message.success(say('restored'))
  }
  return useMutation({
    mutationFn: () => call(retireStrategy, { params }),
    onSuccess: retired => {
      refresh(retired)
      undoable(say('retiredNow'), () => void restore(retired).catch(fail))
    },
    onError: fail,
  })
}
