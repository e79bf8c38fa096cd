import { useLocale } from '../../../../app/i18n.ts'
import { textOf } from '../doc.ts'
import css from './cards.module.css'
import type { Rule } from './cel-rules.ts'
import { grammar } from './measure-words.ts'
import { told } from './phrase.ts'

/** The `where` of a step in words; what has no words as it is written. */
export function Where({ where, type }: { where: unknown; type: string }) {
  const locale = useLocale()
  if (where === undefined || textOf(where).trim() === '') return null
  const one = told(type, textOf(where))
  const rules = told('', textOf(where))
  if (rules.text !== undefined) return <code className={css.where}>{rules.text}</code>
  const all: Rule[] = [
    ...(one.object === undefined
      ? []
      : [
          {
            field: `e.props.${one.words?.objectProp ?? 'kind'}`,
            operator: '==' as const,
            value: `'${one.object}'`,
          },
        ]),
    ...(one.about === undefined
      ? []
      : [{ field: 'e.props.topics', operator: 'holds' as const, value: `'${one.about}'` }]),
    ...one.rules,
  ]
  return all.map(rule => (
    <span key={`${rule.field}${rule.operator}${rule.value}`} className={css.where}>
      {grammar(locale).ruleWords(rule)}
    </span>
  ))
}
