import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import {
  createProduct,
  type OptionRuleView,
  optionRuleKinds,
  type ProductItem,
  productKinds,
  taxRates,
  updateProduct,
  writeOptions,
} from '#crm/product/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { queries } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Fault } from '../../ui/Fault.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import css from '../crm.module.css'
import { productQuery } from './data.ts'
import { ProductPicker } from './ProductPicker.tsx'
import { productTexts } from './texts.ts'

type Fields = Pick<
  ProductItem,
  'code' | 'name' | 'family' | 'kind' | 'unit' | 'taxRate' | 'spec' | 'components'
>

interface Props {
  /** Left out to enter a new one. */
  product: ProductItem | undefined
  open: boolean
  onClose: () => void
}

/** Enters or changes a product: master data, what a bundle holds, what it fits together with. */
export function ProductSheet({ product, open, onClose }: Props) {
  const say = useText(productTexts)
  return (
    <Sheet open={open} onClose={onClose} title={product?.name ?? say('newProduct')} width={520}>
      <Body key={product?.id} product={product} onClose={onClose} />
    </Sheet>
  )
}

const refresh = () => {
  void queries.invalidateQueries({ queryKey: ['products'] })
  void queries.invalidateQueries({ queryKey: ['product'] })
}

function Body({ product, onClose }: Omit<Props, 'open'>) {
  const say = useText(productTexts)
  const writes = useMay()('price.write')
  const [id] = useState(newId)
  const save = useMutation({
    mutationFn: (fields: Partial<Fields> & { archived?: boolean }) => {
      if (product)
        return call(updateProduct, {
          params: { id: product.id },
          body: { version: product.version, changes: fields },
        })
      const { code = '', name = '', archived: _, ...rest } = fields
      return call(createProduct, { body: { id, code, name, ...rest } })
    },
    onSuccess: () => {
      refresh()
      onClose()
    },
  })
  const initial = product ?? { kind: 'goods' as const, unit: '台', taxRate: '13' as const, components: [] }
  const tidy = (fields: Fields) => ({
    ...fields,
    family: fields.family || null,
    spec: fields.spec || null,
    components: (fields.components ?? [])
      .filter(part => part?.productId)
      .map(part => ({ ...part, quantity: String(part.quantity ?? 1) })),
  })
  const needed = (label: string) => [{ required: true, whitespace: true, message: say('needed', { label }) }]
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      disabled={!writes}
      initialValues={initial}
      onFinish={fields => save.mutate(tidy(fields))}
    >
      <Fault error={save.error} />
      <Form.Item name="name" label={say('name')} rules={needed(say('name'))}>
        <Input maxLength={120} />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name="code" label={say('code')} rules={needed(say('code'))}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="family" label={say('family')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="kind" label={say('kind')}>
          <Select options={productKinds.map(value => ({ value, label: say(value) }))} />
        </Form.Item>
        <Form.Item name="unit" label={say('unit')} rules={needed(say('unit'))}>
          <Input maxLength={12} />
        </Form.Item>
        <Form.Item name="taxRate" label={say('taxRate')}>
          <Select options={taxRates.map(value => ({ value, label: `${value}%` }))} />
        </Form.Item>
      </div>
      <Form.Item name="spec" label={say('spec')} extra={say('specHint')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2000} />
      </Form.Item>
      <Components />
      {product && <Rules product={product} />}
      {writes && (
        <div className={css.chips}>
          <Button type="primary" htmlType="submit" loading={save.isPending} style={{ flex: 1 }}>
            {say('save')}
          </Button>
          {product && (
            <Button onClick={() => save.mutate({ archived: !product.archived })}>
              {product.archived ? say('bringBack') : say('archive')}
            </Button>
          )}
        </div>
      )}
    </Form>
  )
}

function Components() {
  const say = useText(productTexts)
  return (
    <Form.Item label={say('components')} extra={say('componentsHint')}>
      <Form.List name="components">
        {(fields, { add, remove }) => (
          <>
            {fields.map(field => (
              <div key={field.key} style={{ display: 'grid', gridTemplateColumns: '1fr 90px 32px', gap: 8 }}>
                <Form.Item name={[field.name, 'productId']} noStyle>
                  <ProductPicker label={say('components')} />
                </Form.Item>
                <Form.Item name={[field.name, 'quantity']} noStyle initialValue="1">
                  <InputNumber<string> stringMode min="0.000001" aria-label={say('entries')} />
                </Form.Item>
                <Button
                  type="text"
                  aria-label={say('takeOut')}
                  icon={<Icon name="close" size={14} />}
                  onClick={() => remove(field.name)}
                />
              </div>
            ))}
            <Button size="small" onClick={() => add()}>
              {say('addComponent')}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  )
}

const ruleWords = { requires: 'requires', excludes: 'excludes', 'goes-with': 'goesWith' } as const

/** Rules are saved as they are made: they belong to two products. */
function Rules({ product }: { product: ProductItem }) {
  const say = useText(productTexts)
  const { data } = useQuery(productQuery(product.id))
  const [kind, setKind] = useState<OptionRuleView['kind']>('requires')
  const save = useMutation({
    mutationFn: (rules: Pick<OptionRuleView, 'kind' | 'otherId'>[]) =>
      call(writeOptions, { params: { id: product.id }, body: { rules } }),
    onSuccess: refresh,
  })
  const rules = data?.rules ?? []
  return (
    <Form.Item label={say('options')}>
      <Fault error={save.error} />
      <ul>
        {rules.map(rule => (
          <li key={rule.otherId} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
            <span className="quiet">{say(ruleWords[rule.kind])}</span>
            <span style={{ flex: 1 }}>{rule.name}</span>
            <Button
              type="text"
              size="small"
              aria-label={`${say('takeOut')} ${rule.name}`}
              icon={<Icon name="close" size={14} />}
              onClick={() => save.mutate(rules.filter(each => each.otherId !== rule.otherId))}
            />
          </li>
        ))}
      </ul>
      <div style={{ display: 'grid', gridTemplateColumns: '130px 1fr', gap: 8 }}>
        <Select
          aria-label={say('options')}
          value={kind}
          onChange={setKind}
          options={optionRuleKinds.map(value => ({ value, label: say(ruleWords[value]) }))}
        />
        <ProductPicker
          label={say('addRule')}
          value={null}
          onChange={otherId =>
            otherId && save.mutate([...rules.filter(each => each.otherId !== otherId), { kind, otherId }])
          }
        />
      </div>
    </Form.Item>
  )
}
