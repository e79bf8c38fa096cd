import { Button, Checkbox, Form, Input } from 'antd'
import { type ContractDraft, type ContractView, handVariables } from '#collaboration/contract/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './contract.module.css'
import { contractTexts } from './texts.ts'

type Fields = Pick<ContractDraft, 'seller' | 'buyer' | 'signer' | 'personalData' | 'coCreation' | 'variables'>

interface Props {
  contract: ContractView
  open: boolean
  /** Left out where it can't be changed. */
  onOpen: ((open: boolean) => void) | undefined
  onSave: (fields: Fields) => Promise<unknown>
  saving: boolean
}

/** Who the sides are, who signs, and the values that clauses name. */
export function DetailsPanel({ contract, open, onOpen, onSave, saving }: Props) {
  const say = useText(contractTexts)
  const { seller, buyer, signer } = contract.draft
  const facts: [string, string][] = [
    [say('seller'), seller.name],
    [say('buyer'), buyer.name],
    [say('signer'), signer ? [signer.name, signer.title, signer.email].filter(Boolean).join(' · ') : '—'],
  ]
  return (
    <section className={`card ${css.panel}`}>
      <div className={css.clauseHead}>
        <h2 style={{ marginRight: 'auto' }}>{say('details')}</h2>
        {onOpen && (
          <Button
            type="text"
            aria-label={say('details')}
            icon={<Icon name="edit" size={16} />}
            onClick={() => onOpen(true)}
          />
        )}
      </div>
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Sheet open={open} onClose={() => onOpen?.(false)} title={say('details')} width={480}>
        <DetailsForm
          contract={contract}
          saving={saving}
          onSave={fields => void onSave(fields).then(() => onOpen?.(false))}
        />
      </Sheet>
    </section>
  )
}

/** Names that the draft's clauses use and somebody fills in. */
function namesOf({ draft }: ContractView): string[] {
  const used = draft.clauses.flatMap(({ body }) => [...body.matchAll(/\{\{\s*([\w-]{1,40})\s*\}\}/g)])
  const known: readonly string[] = handVariables
  const names = [...new Set(used.map(([, name]) => name!))]
  return names.sort((a, b) => known.indexOf(a) - known.indexOf(b))
}

function DetailsForm({
  contract,
  saving,
  onSave,
}: {
  contract: ContractView
  saving: boolean
  onSave: (fields: Fields) => void
}) {
  const say = useText(contractTexts)
  const { draft } = contract
  const label = (name: string) =>
    (handVariables as readonly string[]).includes(name) ? say(name as (typeof handVariables)[number]) : name
  const finish = (fields: Fields) =>
    onSave({ ...fields, variables: { ...draft.variables, ...fields.variables } })
  return (
    <Form<Fields> className={css.form ?? ''} layout="vertical" initialValues={draft} onFinish={finish}>
      <h3>{say('signer')}</h3>
      <Form.Item
        name={['signer', 'name']}
        label={say('signerName')}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name={['signer', 'title']} label={say('signerTitle')} initialValue="">
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name={['signer', 'email']}
        label={say('signerEmail')}
        extra={say('signerHint')}
        rules={[{ required: true, type: 'email' }]}
      >
        <Input maxLength={200} inputMode="email" />
      </Form.Item>
      {(['buyer', 'seller'] as const).map(side => (
        <div key={side}>
          <h3>{say(side)}</h3>
          <Form.Item
            name={[side, 'name']}
            label={say('partyName')}
            rules={[{ required: true, whitespace: true }]}
          >
            <Input maxLength={120} />
          </Form.Item>
          <Form.Item name={[side, 'creditCode']} label={say('creditCode')}>
            <Input maxLength={30} />
          </Form.Item>
          <Form.Item name={[side, 'address']} label={say('address')}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name={[side, 'representative']} label={say('representative')}>
            <Input maxLength={60} />
          </Form.Item>
          {side === 'seller' && (
            <Form.Item name={['seller', 'bank']} label={say('bank')} extra={say('bankHint')}>
              <Input maxLength={200} />
            </Form.Item>
          )}
        </div>
      ))}
      <h3>{say('questions')}</h3>
      {(['personalData', 'coCreation'] as const).map(name => (
        <Form.Item key={name} name={name} valuePropName="checked" style={{ marginBottom: 4 }}>
          <Checkbox>{say(name)}</Checkbox>
        </Form.Item>
      ))}
      <h3>{say('variables')}</h3>
      {namesOf(contract).map(name => (
        <Form.Item key={name} name={['variables', name]} label={label(name)} initialValue="">
          <Input maxLength={300} />
        </Form.Item>
      ))}
      <Button type="primary" htmlType="submit" block loading={saving} style={{ marginBottom: 16 }}>
        {say('save')}
      </Button>
    </Form>
  )
}
