import css from './approval.module.css'

/** What is wrong with a field, beside it. */
export function Faults({ of }: { of: readonly string[] }) {
  return of.map(text => (
    <small key={text} role="alert" className={css.fault}>
      {text}
    </small>
  ))
}
