import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import type { ContractDraft, ContractView } from '#collaboration/contract/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './contract.module.css'
import { clausesQuery } from './data.ts'
import { contractTexts } from './texts.ts'

type Clauses = ContractDraft['clauses']

interface Props {
  contract: ContractView
  /** The clause that is edited, from 0. */
  place: number | undefined
  saving: boolean
  onClose: () => void
  onSave: (clauses: Clauses) => Promise<void>
}

/** Words one clause anew, brings its standard back, or leaves it out. */
export function ClauseSheet({ contract, place, saving, onClose, onSave }: Props) {
  const say = useText(contractTexts)
  const clause = place === undefined ? undefined : contract.draft.clauses[place]
  return (
    <Sheet open={clause !== undefined} onClose={onClose} title={say('editClause')} width={560}>
      {clause && (
        <Body
          key={place}
          contract={contract}
          place={place!}
          clause={clause}
          saving={saving}
          onSave={onSave}
        />
      )}
    </Sheet>
  )
}

function Body({
  contract,
  place,
  clause,
  saving,
  onSave,
}: {
  contract: ContractView
  place: number
  clause: Clauses[number]
  saving: boolean
  onSave: (clauses: Clauses) => Promise<void>
}) {
  const say = useText(contractTexts)
  const [form] = Form.useForm<{ title: string; body: string }>()
  const library = useQuery(clausesQuery)
  const state = contract.clauses[place]!
  const { clauses, language } = contract.draft
  const standard = library.data?.items
    .find(({ id }) => id === clause.clauseId)
    ?.wordings.find(wording => wording.language === language)
  const replaced = (next: Clauses[number]) => clauses.map((each, i) => (i === place ? next : each))
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={{ title: clause.title, body: clause.body }}
      onFinish={({ title, body }) =>
        void onSave(replaced({ ...clause, title: title.trim(), body: body.trim() }))
      }
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
      <div className={css.stack}>
        <Button type="primary" htmlType="submit" block loading={saving}>
          {say('save')}
        </Button>
        {state.wording === 'changed' && standard && (
          <Button
            block
            onClick={() =>
              void onSave(
                replaced({
                  ...clause,
                  version: standard.version,
                  title: standard.title,
                  body: standard.body,
                }),
              )
            }
          >
            {say('restore')}
          </Button>
        )}
        {!state.mandatory && clauses.length > 1 && (
          <Button block danger onClick={() => void onSave(clauses.filter((_, i) => i !== place))}>
            {say('removeClause')}
          </Button>
        )}
      </div>
    </Form>
  )
}
