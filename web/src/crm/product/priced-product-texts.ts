import { texts } from '../../app/i18n.ts'

export const pricedProductTexts = texts('priced-product', {
  'zh-CN': {
    title: '新产品和价格',
    open: '建产品并定价',
    name: '产品名称',
    price: '单价（{{currency}}，{{taxed}}）',
    inclusive: '含税',
    exclusive: '不含税',
    code: '编码',
    unit: '单位',
    unitValue: '台',
    taxRate: '税率',
    bookName: '标准价',
    intoBook: '价格记入「{{book}}」，以后报价直接选。',
    newBook: '会同时建一份价格表「{{book}}」：人民币、含税、今天起对所有客户有效，以后可以改。',
    save: '保存并加到报价',
    needed: '请填写{{label}}',
    notNumber: '请填一个金额，例如 1,200',
    askSomebody: '还没有定好价的产品。请管理员或销售主管建产品和价格，也可以先手工写一行。',
  },
  en: {
    title: 'New product and its price',
    open: 'Add a product with its price',
    name: 'Product',
    price: 'Unit price ({{currency}}, {{taxed}})',
    inclusive: 'with tax',
    exclusive: 'before tax',
    code: 'Code',
    unit: 'Unit',
    unitValue: 'pc',
    taxRate: 'Tax rate',
    bookName: 'Standard prices',
    intoBook: 'The price goes into “{{book}}”, for later quotes to choose from.',
    newBook:
      'A price book “{{book}}” is made with it: yuan, with tax, for every customer from today. It can be changed later.',
    save: 'Save and add to the quote',
    needed: '{{label}} is needed',
    notNumber: 'Enter an amount, such as 1,200',
    askSomebody:
      'No product has a price yet. Ask an administrator or sales manager to enter some, or write a line by hand.',
  },
})
