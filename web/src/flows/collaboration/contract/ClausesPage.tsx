import { useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import type { ContractLanguage, LibraryClause, Template } from '#collaboration/contract/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { moneyExact } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { Archived } from './Archived.tsx'
import css from './contract.module.css'
import { clausesQuery, conditionTexts, riskTones, titleOf, wordingOf } from './data.ts'
import { LibrarySheet } from './LibrarySheet.tsx'
import { TemplateSheet } from './TemplateSheet.tsx'
import { Templates } from './Templates.tsx'
import { contractTexts } from './texts.ts'

type Tab = 'clauses' | 'templates'

/** The clause library: when each clause is needed, how risky it is to depart from it, its wording in both languages; and the templates. */
export default function ClausesPage() {
  const say = useText(contractTexts)
  const query = useQuery(clausesQuery)
  const [language, setLanguage] = useState<ContractLanguage>(useLocale())
  const [tab, setTab] = useState<Tab>('clauses')
  const [clause, setClause] = useState<LibraryClause | 'new'>()
  const [template, setTemplate] = useState<Template | 'new'>()
  const write = useMay()('setting.manage')
  const add = () => (tab === 'clauses' ? setClause('new') : setTemplate('new'))
  return (
    <>
      <PageHead
        back="/contracts"
        title={say('library')}
        subtitle={say(tab === 'clauses' ? 'libraryHint' : 'templateHint')}
        actions={
          write && (
            <Button type="primary" icon={<Icon name="plus" size={16} />} onClick={add}>
              {say(tab === 'clauses' ? 'newClause' : 'newTemplate')}
            </Button>
          )
        }
      />
      <PageBody narrow>
        <div className={css.row}>
          <Segmented<Tab>
            value={tab}
            onChange={setTab}
            options={[
              { value: 'clauses', label: say('clauses') },
              { value: 'templates', label: say('templates') },
            ]}
          />
          <Segmented<ContractLanguage>
            value={language}
            onChange={setLanguage}
            options={[
              { value: 'zh-CN', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </div>
        <Loaded query={query}>
          {({ items }) =>
            tab === 'clauses' ? (
              <div className={css.main}>
                {items
                  .filter(one => !one.archived)
                  .map(one => (
                    <Clause
                      key={one.id}
                      one={one}
                      language={language}
                      {...(write ? { onEdit: () => setClause(one) } : {})}
                    />
                  ))}
                <Archived
                  what="archive"
                  items={items
                    .filter(one => one.archived)
                    .map(one => ({ id: one.id, name: titleOf(one, language) }))}
                />
              </div>
            ) : (
              <Templates clauses={items} language={language} {...(write ? { onEdit: setTemplate } : {})} />
            )
          }
        </Loaded>
      </PageBody>
      <LibrarySheet clause={clause} language={language} onClose={() => setClause(undefined)} />
      <TemplateSheet
        template={template}
        clauses={query.data?.items ?? []}
        language={language}
        onClose={() => setTemplate(undefined)}
      />
    </>
  )
}

function Clause({
  one,
  language,
  onEdit,
}: {
  one: LibraryClause
  language: ContractLanguage
  onEdit?: () => void
}) {
  const say = useText(contractTexts)
  const wording = wordingOf(one, language)
  const title = titleOf(one, language)
  return (
    <article className={css.clause} aria-label={title}>
      <header className={css.clauseHead}>
        <h3>{title}</h3>
        {onEdit && (
          <Button
            type="text"
            aria-label={`${say('edit')} ${title}`}
            icon={<Icon name="edit" size={16} />}
            onClick={onEdit}
          />
        )}
      </header>
      <div className={css.row}>
        <Chip tone={one.mandatory ? 'green' : 'plain'}>{say(one.mandatory ? 'mandatory' : 'optional')}</Chip>
        <Chip>
          {say(conditionTexts[one.condition])}
          {one.aboveAmount !== null &&
            ` · ${say('fromAmount', { amount: moneyExact(one.aboveAmount, 'CNY') })}`}
        </Chip>
        <Chip tone={riskTones[one.risk]} dot>
          <span title={say('riskHint')}>{say(one.risk)}</span>
        </Chip>
        {!wordingOf(one, 'zh-CN') && <Chip tone="ochre">{say('noChinese')}</Chip>}
        {!wordingOf(one, 'en') && <Chip tone="ochre">{say('noEnglish')}</Chip>}
        {wording && <span className={css.number}>{say('versionOf', { number: wording.version })}</span>}
      </div>
      {wording ? <p className={css.text}>{wording.body}</p> : <p className="quiet">{say('notWorded')}</p>}
    </article>
  )
}
