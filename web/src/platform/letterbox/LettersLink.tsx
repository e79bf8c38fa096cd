import { useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { letterboxTexts } from './texts.ts'

/** Where a letter was just written that a demo doesn't mail: the way to it. */
export function LettersLink() {
  const say = useText(letterboxTexts)
  return (
    <p>
      <Link to="/letters" className="link">
        {say('lookThere')}
      </Link>
    </p>
  )
}
