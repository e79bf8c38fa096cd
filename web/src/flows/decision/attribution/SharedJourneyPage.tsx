import { useScreenParams } from '../../../app/url-state.ts'
import { SharedBoard } from './JourneyPage.tsx'

/** A board by its link. */
export default function SharedJourneyPage() {
  const { token } = useScreenParams<'token'>()
  return <SharedBoard key={token} token={token} />
}
