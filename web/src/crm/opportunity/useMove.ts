import { App } from 'antd'
import { moveOpportunity, type OpportunityItem, type Stage } from '#crm/opportunity/api.ts'
import { ApiError, describeError } from '../../app/errors.ts'
import { call } from '../../app/http.ts'
import { useLocale, useText } from '../../app/i18n.ts'
import { queries } from '../../app/queries.ts'
import { useUndo } from '../../ui/useUndo.tsx'
import { refreshCrm } from '../data.ts'
import { opportunityQuery, usePipeline } from './data.ts'
import { opportunityTexts } from './texts.ts'

/** Moves an opportunity to a stage and offers to take it back. */
export function useMove(deal: OpportunityItem) {
  const say = useText(opportunityTexts)
  const locale = useLocale()
  const pipeline = usePipeline()
  const undo = useUndo()
  const { message } = App.useApp()

  const move = async (stage: string, lostReason: string | null): Promise<void> => {
    const { version } = await queries.fetchQuery({ ...opportunityQuery(deal.id), staleTime: 0 })
    const body = { version, stage, ...(lostReason ? { lostReason } : {}) }
    const saved = await call(moveOpportunity, { params: { id: deal.id }, body })
    queries.setQueryData(opportunityQuery(deal.id).queryKey, saved)
    await refreshCrm()
  }

  const guarded = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      const stale = error instanceof ApiError && error.code === 'record.stale'
      void message.error(stale ? say('stale') : describeError(error, locale).hint)
      void refreshCrm()
      return false
    }
  }

  /** From one end to the other there is no direct way: it is opened again in between. */
  const back = (to: OpportunityItem) =>
    guarded(async () => {
      const now = await queries.fetchQuery({ ...opportunityQuery(deal.id), staleTime: 0 })
      const firstOpen = pipeline.stages.find(stage => stage.outcome === 'open')
      if (now.outcome !== 'open' && to.outcome !== 'open' && firstOpen) await move(firstOpen.key, null)
      await move(to.stage, to.lostReason)
    })

  return async (stage: Stage, lostReason: string | null = null): Promise<void> => {
    if (await guarded(() => move(stage.key, lostReason)))
      undo(say('moved', { stage: pipeline.name(stage.key) }), () => void back(deal))
  }
}
