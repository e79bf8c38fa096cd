import { describeError } from '../app/errors.ts'
import { useLocale } from '../app/i18n.ts'
import css from './Fault.module.css'

/** What went wrong with a form, above its fields. */
export function Fault({ error }: { error: unknown }) {
  const locale = useLocale()
  return (
    <div role="alert">{error ? <p className={css.fault}>{describeError(error, locale).hint}</p> : null}</div>
  )
}
