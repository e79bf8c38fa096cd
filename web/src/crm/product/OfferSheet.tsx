import { Button, Form, Input } from 'antd'
import type { Rule } from 'antd/es/form'
import { type Offer, type PriceBookItem, type ProductItem, writeEntries } from '#crm/product/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { queries } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { useSave } from '../../app/useSave.ts'
import { Icon } from '../../ui/icons.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { readNumber, tiersRise, tierWords, unitPrice, withCommas } from './prices.ts'
import css from './product.module.css'
import { productTexts } from './texts.ts'

interface Props {
  book: PriceBookItem
  /** Undefined: closed. One without an offer is taken into the book. */
  product: ProductItem | undefined
  onClose: () => void
}

/** The price of one product in a book: list price, tiers, floor and cost. */
export function OfferSheet({ book, product, onClose }: Props) {
  const write = useMay()('price.write')
  return (
    <Sheet
      open={product !== undefined}
      onClose={onClose}
      title={product?.name ?? ''}
      {...(product && { subtitle: `${product.code} · ${book.name}` })}
      width={440}
    >
      {product &&
        (write ? (
          <OfferForm book={book} product={product} onClose={onClose} />
        ) : (
          <OfferFacts book={book} product={product} />
        ))}
    </Sheet>
  )
}

/** Sets or removes prices of a book, and reads afresh what shows them. */
export function useWriteOffer(book: PriceBookItem, onDone?: () => void) {
  return useSave(
    (entry: { productId: string; offer: Offer | null }) =>
      call(writeEntries, { params: { id: book.id }, body: { entries: [entry] } }),
    {
      onDone: () => {
        refreshBooks()
        onDone?.()
      },
    },
  )
}

export const refreshBooks = () => {
  void queries.invalidateQueries({ queryKey: ['products'] })
  void queries.invalidateQueries({ queryKey: ['price-books'] })
}

interface Fields {
  price: string
  tiers?: { from?: string; price?: string }[]
  floor?: string
  cost?: string
}

function OfferForm({
  book,
  product,
  onClose,
}: {
  book: PriceBookItem
  product: ProductItem
  onClose: () => void
}) {
  const say = useText(productTexts)
  const sees = useMay()('price.cost')
  const save = useWriteOffer(book, onClose)
  const { offer } = product
  const number: Rule = {
    validator: async (_, text: string | undefined) => {
      if (text?.trim() && readNumber(text) === undefined) throw new Error(say('notNumber'))
    },
  }
  const needed: Rule = { required: true, message: say('notNumber') }
  const figure = (text: string | undefined) => (text?.trim() ? readNumber(text)! : null)
  const finish = ({ price, tiers = [], floor, cost }: Fields) => {
    const read = tiers.map(tier => ({ from: figure(tier.from)!, price: figure(tier.price)! }))
    save.mutate({
      productId: product.id,
      offer: { price: figure(price)!, tiers: read, floor: figure(floor), cost: figure(cost) },
    })
  }
  const shown = (text: string | null | undefined) => (text ? withCommas(text) : '')
  const initial = {
    price: shown(offer?.price),
    tiers: offer?.tiers.map(tier => ({ from: tier.from, price: shown(tier.price) })) ?? [],
    floor: shown(offer?.floor),
    cost: shown(offer?.cost),
  }
  const per = `${book.currency} / ${product.unit}`
  return (
    <Form<Fields>
      name="offer"
      layout="vertical"
      requiredMark={false}
      initialValues={initial}
      onFinish={finish}
    >
      <Form.Item name="price" label={`${say('price')}（${per}）`} rules={[needed, number]}>
        <Input inputMode="decimal" className="num" autoFocus={offer === null} />
      </Form.Item>
      <Tiers unit={product.unit} currency={book.currency} rules={[needed, number]} />
      {sees && (
        <div className={css.pair}>
          <Form.Item name="floor" label={say('floor')} rules={[number]}>
            <Input inputMode="decimal" className="num" />
          </Form.Item>
          <Form.Item name="cost" label={say('cost')} rules={[number]}>
            <Input inputMode="decimal" className="num" />
          </Form.Item>
        </div>
      )}
      <div className={css.bar}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {say('save')}
        </Button>
        {offer && (
          <Button onClick={() => save.mutate({ productId: product.id, offer: null })}>
            {say('takeOut')}
          </Button>
        )}
      </div>
    </Form>
  )
}

function Tiers({ unit, currency, rules }: { unit: string; currency: string; rules: Rule[] }) {
  const say = useText(productTexts)
  const rising: Rule = {
    validator: async (_, tiers: Fields['tiers'] = []) => {
      const read = tiers.map(tier => ({ from: readNumber(tier?.from ?? '') ?? '', price: '' }))
      if (read.every(({ from }) => from !== '') && !tiersRise(read)) throw new Error(say('tiersRise'))
    },
  }
  return (
    <fieldset className={css.tiers}>
      <legend>{say('tiers')}</legend>
      <Form.List name="tiers" rules={[rising as { validator: NonNullable<typeof rising.validator> }]}>
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className={css.tier}>
                <Form.Item name={[name, 'from']} rules={rules}>
                  <Input
                    prefix="≥"
                    suffix={unit}
                    inputMode="decimal"
                    className="num"
                    aria-label={`${say('tierFrom')} ${name + 1}`}
                  />
                </Form.Item>
                <Form.Item name={[name, 'price']} rules={rules}>
                  <Input
                    prefix={currency === 'CNY' ? '¥' : currency}
                    inputMode="decimal"
                    className="num"
                    aria-label={`${say('tierPrice')} ${name + 1}`}
                  />
                </Form.Item>
                <Button
                  type="text"
                  aria-label={`${say('removeTier')} ${name + 1}`}
                  icon={<Icon name="close" size={14} />}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            {fields.length < 10 && (
              <Button size="small" onClick={() => add({})}>
                {say('addTier')}
              </Button>
            )}
            {fields.length === 0 && <p className="quiet small">{say('tiersHint')}</p>}
          </>
        )}
      </Form.List>
    </fieldset>
  )
}

/** The same to look at. */
function OfferFacts({ book, product }: { book: PriceBookItem; product: ProductItem }) {
  const say = useText(productTexts)
  const sees = useMay()('price.cost')
  const { offer, unit } = product
  const money = (price: string | null | undefined) =>
    price ? `${unitPrice(price, book.currency)} / ${unit}` : '—'
  const tiers = tierWords(offer?.tiers ?? [], unit, book.currency)
  return (
    <dl className={css.facts}>
      <dt>{say('price')}</dt>
      <dd className="num">{money(offer?.price)}</dd>
      {tiers.length > 0 && <dt>{say('tiers')}</dt>}
      {tiers.map(text => (
        <dd key={text} className="num">
          {text}
        </dd>
      ))}
      {sees && (
        <>
          <dt>{say('floor')}</dt>
          <dd className="num">{money(offer?.floor)}</dd>
          <dt>{say('cost')}</dt>
          <dd className="num">{money(offer?.cost)}</dd>
        </>
      )}
      {product.spec && (
        <>
          <dt>{say('spec')}</dt>
          <dd className={css.lines}>{product.spec}</dd>
        </>
      )}
    </dl>
  )
}
