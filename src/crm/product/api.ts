import { z } from 'zod'
import { commaList, flag, idParams, listQuery, pageOf, versionBody } from '#crm/record/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

/** A decimal number as text, not negative; never a float. */
export const decimalText = z
  .string()
  .trim()
  .regex(/^\d{1,13}(\.\d{1,6})?$/)
const optionalText = (most: number) => z.string().trim().max(most).nullable()
const id = z.uuid()
const day = z.iso.date()

/** 商品 · 订阅 · 服务 */
export const productKinds = ['goods', 'subscription', 'service'] as const
export const productKind = z.enum(productKinds)
export type ProductKind = z.infer<typeof productKind>

/** Rates of Chinese VAT, in percent, and 0. */
export const taxRates = ['13', '9', '6', '3', '1', '0'] as const
export const taxRate = z.enum(taxRates)
export type TaxRate = z.infer<typeof taxRate>

export const taxModes = ['inclusive', 'exclusive'] as const
export const taxMode = z.enum(taxModes)

export const component = z.object({ productId: id, quantity: decimalText })

export const productFields = z.object({
  code: z.string().trim().min(1).max(40),
  name: z.string().trim().min(1).max(120),
  /** Product family 产品线. */
  family: optionalText(60),
  kind: productKind,
  unit: z.string().trim().min(1).max(12),
  taxRate,
  /** Parameters as text, one per line. */
  spec: optionalText(2000),
  /** What one set holds; empty for what is no bundle. */
  components: z.array(component).max(50),
})

/** A price of one product in one book. `floor` and `cost` are null for who may not see them, or where they aren't known. */
export const offer = z.object({
  price: decimalText,
  tiers: z.array(z.object({ from: decimalText, price: decimalText })).max(10),
  floor: decimalText.nullable(),
  cost: decimalText.nullable(),
})
export type Offer = z.infer<typeof offer>

export const productItem = productFields.extend({
  id,
  version: z.number(),
  archived: z.boolean(),
  updatedAt: z.number(),
  /** Its price in the book that was asked for. */
  offer: offer.nullable(),
})
export type ProductItem = z.infer<typeof productItem>

export const productQuery = listQuery.extend({
  sort: z.enum(['name', 'code', 'updated']).optional(),
  kind: commaList(productKind).optional(),
  family: z.string().max(60).optional(),
  /** Adds the prices of this book. */
  book: id.optional(),
  /** Only what has a price in that book. */
  priced: flag.optional(),
  /** Only these. */
  ids: commaList(id).optional(),
  archived: flag.optional(),
})
export type ProductQuery = z.infer<typeof productQuery>

export const priceBookFields = z.object({
  name: z.string().trim().min(1).max(60),
  currency: z.string().regex(/^[A-Z]{3}$/),
  taxMode,
  validFrom: day,
  /** The last day on which it holds; null: until further notice. */
  validTo: day.nullable(),
  /** For accounts of this tier only. */
  segment: optionalText(40),
})
export const priceBookItem = priceBookFields.extend({
  id,
  /** Counts up with every change of a price. */
  version: z.number(),
  entries: z.number(),
  archived: z.boolean(),
  updatedAt: z.number(),
})
export type PriceBookItem = z.infer<typeof priceBookItem>

export const optionRuleKinds = ['requires', 'excludes', 'goes-with'] as const
export const optionRule = z.object({ kind: z.enum(optionRuleKinds), productId: id, otherId: id })
export type OptionRuleView = z.infer<typeof optionRule>

export const errors = errorCodes({
  'product.missing': [
    'missing',
    '找不到这个产品，可能已停用。请刷新后重选。',
    'This product was not found; it may be archived. Refresh and choose again.',
  ],
  'product.code-taken': [
    'conflict',
    '编码「{code}」已有产品在用，请换一个。',
    'The code “{code}” belongs to another product. Choose another one.',
  ],
  'product.component': [
    'invalid',
    '套装里只能放单个产品，不能放套装或它自己。',
    'A bundle holds single products: no bundles, and not itself.',
  ],
  'price-book.missing': [
    'missing',
    '找不到这份价格表，请刷新后重选。',
    'This price book was not found. Refresh and choose again.',
  ],
  'price-book.days': ['invalid', '失效日不能早于生效日。', 'The last day may not come before the first.'],
  'price-book.tiers': [
    'invalid',
    '阶梯数量要从小到大，各不相同。',
    'Tiers must rise by quantity, each different.',
  ],
  'price-book.no-table': [
    'invalid',
    '读不出表格。请用 CSV 或 Excel（.xlsx），第一行写列名，至少有「编码」「名称」「价格」三列。',
    'No table could be read. Use CSV or Excel (.xlsx) with column names in the first row: at least code, name and price.',
  ],
  'price-book.too-large': [
    'too-large',
    '文件太大。一次最多 {rows} 行、{megabytes} MB，请拆开导入。',
    'The file is too large: at most {rows} rows and {megabytes} MB at once. Split it.',
  ],
})

export const listProducts = route({
  method: 'GET',
  path: '/api/v1/products',
  summary: 'Products by name, code, pinyin or initials; with the prices of a book if one is given',
  query: productQuery,
  answer: pageOf(productItem),
})
export const lookUpProducts = route({
  method: 'POST',
  path: '/api/v1/products/look-up',
  summary:
    'The products whose code or name is exactly one of these texts, by the text; with the prices of a book',
  body: z.object({ texts: z.array(z.string().max(200)).max(500), book: id.nullable() }),
  answer: z.object({ items: z.array(z.object({ text: z.string(), product: productItem })) }),
})
export const readProduct = route({
  method: 'GET',
  path: '/api/v1/products/:id',
  summary: 'One product with the rules of its options',
  params: idParams,
  answer: productItem.extend({ rules: z.array(optionRule.extend({ name: z.string() })) }),
})
export const createProduct = route({
  method: 'POST',
  path: '/api/v1/products',
  summary: 'Enter a product',
  body: productFields.partial().extend({
    id: id.optional(),
    code: productFields.shape.code,
    name: productFields.shape.name,
  }),
  answer: productItem,
})
export const updateProduct = route({
  method: 'PATCH',
  path: '/api/v1/products/:id',
  summary: 'Change a product, based on the version one has read; archive it',
  params: idParams,
  body: versionBody.extend({ changes: productFields.extend({ archived: z.boolean() }).partial() }),
  answer: productItem,
})
export const writeOptions = route({
  method: 'PUT',
  path: '/api/v1/products/:id/options',
  summary: 'Say which products this one requires, excludes or goes with',
  params: idParams,
  body: z.object({ rules: z.array(optionRule.pick({ kind: true, otherId: true })).max(100) }),
  answer: z.object({ rules: z.array(optionRule.extend({ name: z.string() })) }),
})

export const listPriceBooks = route({
  method: 'GET',
  path: '/api/v1/price-books',
  summary: 'Price books, those in force first',
  answer: z.object({ items: z.array(priceBookItem) }),
})
export const createPriceBook = route({
  method: 'POST',
  path: '/api/v1/price-books',
  summary: 'Make an empty price book, or a copy of another one',
  body: priceBookFields.extend({ id: id.optional(), copyOf: id.optional() }),
  answer: priceBookItem,
})
export const updatePriceBook = route({
  method: 'PATCH',
  path: '/api/v1/price-books/:id',
  summary: 'Change name, validity or segment of a price book; archive it',
  params: idParams,
  body: versionBody.extend({
    changes: priceBookFields
      .omit({ currency: true, taxMode: true })
      .extend({ archived: z.boolean() })
      .partial(),
  }),
  answer: priceBookItem,
})
export const writeEntries = route({
  method: 'PUT',
  path: '/api/v1/price-books/:id/entries',
  summary:
    'Set prices; null takes a product out of the book. Without the right to see costs they stay as they are',
  params: idParams,
  body: z.object({
    entries: z
      .array(z.object({ productId: id, offer: offer.partial({ floor: true, cost: true }).nullable() }))
      .min(1)
      .max(2000),
  }),
  answer: priceBookItem,
})
/** The file's bytes as `application/octet-stream`. */
export const importPrices = route({
  method: 'POST',
  path: '/api/v1/price-books/:id/import',
  summary:
    'Take over a price list (CSV or Excel): products by code are made or changed, their prices set; what it has no column for stays',
  params: idParams,
  query: z.object({ name: z.string().max(200) }),
  answer: z.object({
    created: z.number(),
    changed: z.number(),
    priced: z.number(),
    /** Rows that were left out, and why: the first hundred. */
    faults: z.array(z.object({ row: z.number(), column: z.string(), value: z.string() })),
    faultCount: z.number(),
  }),
})
