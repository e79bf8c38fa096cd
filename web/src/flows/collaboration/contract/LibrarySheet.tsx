import { Button, Form, Input, InputNumber, Segmented, Select, Switch } from 'antd'
import { useState } from 'react'
import {
  type ClauseRules,
  type ContractLanguage,
  clauseConditions,
  type LibraryClause,
  libraryRoutes,
  risks,
} from '#collaboration/contract/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { conditionTexts, wordingOf } from './data.ts'
import { contractTexts } from './texts.ts'
import { useArchive } from './useArchive.ts'

interface Props {
  clause: LibraryClause | 'new' | undefined
  language: ContractLanguage
  onClose: () => void
}

/** A clause of the library, or a new one: its wording in one language, and its rules. */
export function LibrarySheet({ clause, language, onClose }: Props) {
  const say = useText(contractTexts)
  const one = clause === 'new' ? undefined : clause
  return (
    <Sheet
      open={clause !== undefined}
      onClose={onClose}
      title={say(one ? 'editClause' : 'newClause')}
      subtitle={language === 'en' ? 'English' : '中文'}
      width={560}
    >
      {clause && <Body key={`${one?.id} ${language}`} one={one} language={language} onDone={onClose} />}
    </Sheet>
  )
}

interface Fields extends Omit<ClauseRules, 'aboveAmount'> {
  title: string
  body: string
  /** Yuan. */
  above: number | null
}

function Body({
  one,
  language,
  onDone,
}: {
  one: LibraryClause | undefined
  language: ContractLanguage
  onDone: () => void
}) {
  const say = useText(contractTexts)
  const [newOne] = useState(newId)
  const wording = one && wordingOf(one, language)
  const save = useSave(
    async ({ title, body, above, ...rest }: Fields) => {
      const rules = { ...rest, aboveAmount: above ? Math.round(above * 100) : null }
      const words = { language, title: title.trim(), body: body.trim() }
      if (!one) return call(libraryRoutes.add, { body: { id: newOne, ...words, ...rules } })
      const params = { id: one.id }
      await call(libraryRoutes.save, { params, body: { ...words, version: wording?.version ?? 0 } })
      return call(libraryRoutes.rule, { params, body: { ...rules, revision: one.revision } })
    },
    { refetch: [['contract-clauses'], ['contract']], onDone, said: say('saved') },
  )
  const archive = useArchive('archive', onDone)
  const start: Fields = {
    ...{ title: wording?.title ?? '', body: wording?.body ?? '' },
    ...{ risk: one?.risk ?? 'medium', condition: one?.condition ?? 'always' },
    ...{ mandatory: one?.mandatory ?? false, above: one?.aboveAmount ? one.aboveAmount / 100 : null },
  }
  return (
    <Form layout="vertical" initialValues={start} onFinish={(fields: Fields) => save.mutate(fields)}>
      <Form.Item name="title" label={say('clauseTitle')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="body"
        label={say('body')}
        extra={say('bodyHint', { name: '{{name}}', 'quote.total': '{{quote.total}}' })}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input.TextArea autoSize={{ minRows: 6, maxRows: 20 }} maxLength={6000} />
      </Form.Item>
      <Form.Item name="condition" label={say('applies')}>
        <Select options={clauseConditions.map(value => ({ value, label: say(conditionTexts[value]) }))} />
      </Form.Item>
      <Form.Item name="above" label={say('aboveAmount')} extra={say('aboveHint')}>
        <InputNumber min={0} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="mandatory" label={say('mandatoryLabel')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="risk" label={say('riskLabel')}>
        <Segmented block options={risks.map(value => ({ value, label: say(value) }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={save.isPending} style={{ marginBottom: 16 }}>
        {say('save')}
      </Button>
      {one && (
        <Button
          block
          loading={archive.isPending}
          style={{ marginBottom: 16 }}
          onClick={() => archive.mutate({ id: one.id, archived: true })}
        >
          {say('archive')}
        </Button>
      )}
    </Form>
  )
}
