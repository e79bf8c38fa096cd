import type { KitView } from '#decision/playkit/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useNames } from '../../../crm/data.ts'
import { exactTime } from '../../../ui/format.ts'
import css from './playkit.module.css'
import { kitTexts } from './texts.ts'

/** Former versions; one can be looked at and edited from. */
export function History({ kit }: { kit: KitView }) {
  const say = useText(kitTexts)
  const names = useNames()
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('history')}</h2>
      <ol className={css.history}>
        {kit.versions.map(({ version, note, createdAt, createdBy }) => (
          <li key={version}>
            <Link
              to={version === kit.version ? `/kits/${kit.id}` : `/kits/${kit.id}?version=${version}`}
              className="link"
            >
              {say('version', { version })}
            </Link>
            <span className="quiet small num">
              {exactTime(createdAt)} {names.person(createdBy)}
            </span>
            {note && <p>{note}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
