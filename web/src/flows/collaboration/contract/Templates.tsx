import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ContractLanguage, LibraryClause, Template } from '#collaboration/contract/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Archived } from './Archived.tsx'
import css from './contract.module.css'
import { templatesQuery, titleOf } from './data.ts'
import { contractTexts } from './texts.ts'

interface Props {
  clauses: LibraryClause[]
  language: ContractLanguage
  /** Left out where templates are only read. */
  onEdit?: (template: Template) => void
}

/** Templates with their clauses in order. */
export function Templates({ clauses, language, onEdit }: Props) {
  const say = useText(contractTexts)
  const query = useQuery(templatesQuery)
  const named = (id: string) =>
    clauses.filter(one => one.id === id && !one.archived).map(one => titleOf(one, language))
  return (
    <Loaded query={query}>
      {({ items }) => (
        <div className={css.main}>
          {items
            .filter(({ archived }) => !archived)
            .map(template => (
              <article key={template.id} className={css.clause} aria-label={template.name}>
                <header className={css.clauseHead}>
                  <h3>{template.name}</h3>
                  <span className={css.number}>
                    {say('clauseCount', { count: template.clauseIds.flatMap(named).length })} ·{' '}
                    {say('versionOf', { number: template.version })}
                  </span>
                  {onEdit && (
                    <Button
                      type="text"
                      aria-label={`${say('edit')} ${template.name}`}
                      icon={<Icon name="edit" size={16} />}
                      onClick={() => onEdit(template)}
                    />
                  )}
                </header>
                <p className="quiet">
                  {template.clauseIds
                    .flatMap(named)
                    .map((title, i) => `${i + 1}.\u00a0${title}`)
                    .join('\u2003')}
                </p>
              </article>
            ))}
          <Archived what="archiveTemplate" items={items.filter(({ archived }) => archived)} />
        </div>
      )}
    </Loaded>
  )
}
