import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import { type ContractLanguage, type LibraryClause, libraryRoutes } from '#collaboration/contract/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './contract.module.css'
import { clausesQuery, riskTones } from './data.ts'
import { contractTexts } from './texts.ts'

const conditionTexts = {
  always: 'whenAlways',
  services: 'whenServices',
  subscriptions: 'whenSubscriptions',
  retention: 'whenRetention',
  'foreign-currency': 'whenForeign',
  'personal-data': 'whenPersonal',
  'co-creation': 'whenCoCreation',
} as const

/** The clause library: when each clause is needed, how risky it is to depart from it, its wording in both languages. */
export default function ClausesPage() {
  const say = useText(contractTexts)
  const may = useMay()
  const query = useQuery(clausesQuery)
  const [language, setLanguage] = useState<ContractLanguage>(useLocale())
  const [editing, setEditing] = useState<LibraryClause>()
  const write = may('setting.manage')
  return (
    <>
      <PageHead back="/contracts" title={say('library')} subtitle={say('libraryHint')} />
      <PageBody narrow>
        <div>
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
          {({ items }) => (
            <div className={css.main}>
              {items.map(one => (
                <Wording
                  key={one.id}
                  one={one}
                  language={language}
                  {...(write ? { onEdit: () => setEditing(one) } : {})}
                />
              ))}
            </div>
          )}
        </Loaded>
      </PageBody>
      <Sheet
        open={editing !== undefined}
        onClose={() => setEditing(undefined)}
        title={say('newWording')}
        width={560}
      >
        {editing && <WordingForm one={editing} language={language} onDone={() => setEditing(undefined)} />}
      </Sheet>
    </>
  )
}

const wordingOf = (one: LibraryClause, language: ContractLanguage) =>
  one.wordings.find(wording => wording.language === language)

function Wording({
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
  return (
    <article className={css.clause}>
      <header className={css.clauseHead}>
        <h3>{wording?.title ?? one.key}</h3>
        {one.mandatory && <Chip tone="green">{say('mandatory')}</Chip>}
        <Chip>{say(conditionTexts[one.condition])}</Chip>
        <Chip tone={riskTones[one.risk]} dot>
          <span title={say('riskHint')}>{say(one.risk)}</span>
        </Chip>
        {wording && <span className={css.number}>{say('versionOf', { number: wording.version })}</span>}
        {onEdit && (
          <Button
            type="text"
            aria-label={`${say('newWording')} ${wording?.title ?? one.key}`}
            icon={<Icon name="edit" size={16} />}
            onClick={onEdit}
          />
        )}
      </header>
      <p className={css.text}>{wording?.body}</p>
    </article>
  )
}

function WordingForm({
  one,
  language,
  onDone,
}: {
  one: LibraryClause
  language: ContractLanguage
  onDone: () => void
}) {
  const say = useText(contractTexts)
  const wording = wordingOf(one, language)
  const save = useSave(
    (fields: { title: string; body: string }) =>
      call(libraryRoutes.save, {
        params: { id: one.id },
        body: {
          language,
          version: wording?.version ?? 0,
          title: fields.title.trim(),
          body: fields.body.trim(),
        },
      }),
    { refetch: [['contract-clauses'], ['contract']], onDone, said: say('saved') },
  )
  return (
    <Form
      layout="vertical"
      initialValues={{ title: wording?.title ?? '', body: wording?.body ?? '' }}
      onFinish={fields => save.mutate(fields)}
    >
      <Form.Item name="title" label={say('clauseTitle')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="body"
        label={say('body')}
        extra={say('bodyHint', { name: '{{name}}', 'quote.total': '{{quote.total}}' })}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input.TextArea autoSize={{ minRows: 8, maxRows: 20 }} maxLength={6000} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={save.isPending} style={{ marginBottom: 16 }}>
        {say('save')}
      </Button>
    </Form>
  )
}
