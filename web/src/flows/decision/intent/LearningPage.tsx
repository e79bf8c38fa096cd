import { useQuery } from '@tanstack/react-query'
import { type ChallengerView, readLearning } from '#decision/intent/learning-api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { AskBox } from './AskBox.tsx'
import css from './intent.module.css'
import { LeaksBox } from './LeaksBox.tsx'
import { CardBox } from './LearnedCard.tsx'
import { learningTexts } from './learning-texts.ts'
import { MovedWeights } from './MovedWeights.tsx'
import { ReliabilityBox } from './ReliabilityBox.tsx'
import { ScoreSwitch } from './ScoreSwitch.tsx'
import { VerdictBox } from './VerdictBox.tsx'

/** The model in force beside the one learned from outcomes: what moved, how good each is, and the decision. */
export default function LearningPage() {
  const query = useQuery({
    queryKey: ['score-learning'],
    queryFn: () => call(readLearning),
    refetchInterval: ({ state }) => (state.data?.challenger?.state === 'learning' ? 1_000 : false),
  })
  return (
    <Loaded query={query}>
      {({ version, challenger }) => <Page version={version} challenger={challenger} />}
    </Loaded>
  )
}

function Page({ version, challenger }: { version: number; challenger: ChallengerView | null }) {
  const say = useText(learningTexts)
  const phone = usePhone()
  const card = challenger?.card ?? null
  return (
    <>
      <PageHead
        title={say('title')}
        subtitle={say('subtitle')}
        marks={
          <Chip tone="green" dot>
            {say('inForce', { version })}
          </Chip>
        }
        actions={!phone && <ScoreSwitch at="learning" />}
      />
      <PageBody>
        {phone && <ScoreSwitch at="learning" />}
        <div className={css.columns}>
          <div className={css.left}>
            {challenger && card && <VerdictBox version={version} challenger={challenger} card={card} />}
            {card && <MovedWeights card={card} />}
            {card?.challenger && <ReliabilityBox card={card} />}
            {!card && (
              <p className={`card quiet ${css.waiting}`}>
                {say(
                  challenger?.state === 'failed'
                    ? 'failed'
                    : challenger?.state === 'learning'
                      ? 'learning'
                      : 'none',
                )}
              </p>
            )}
          </div>
          <aside className={css.right}>
            <AskBox key={challenger?.id} challenger={challenger} />
            {challenger && card && <LeaksBox challenger={challenger} card={card} />}
            {card && <CardBox card={card} calibrated={challenger?.model?.calibration !== undefined} />}
          </aside>
        </div>
      </PageBody>
    </>
  )
}
