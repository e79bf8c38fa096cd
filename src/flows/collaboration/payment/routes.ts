import { can, type Http } from '#platform/http/index.ts'
import { invoiceRoutes, paymentRoutes, statementRoutes } from './api.ts'
import type { Confirming } from './confirm.ts'
import type { Invoices } from './invoice.ts'
import type { Plans } from './plan.ts'
import type { Reds } from './red.ts'
import type { Statements } from './statement.ts'

const see = can('payment.read')
const take = can('payment.import')
const confirm = can('payment.confirm')

export interface Rooms {
  plans: Plans
  confirming: Confirming
  statements: Statements
  invoices: Invoices
  reds: Reds
}

export function bindPayments(http: Http, { plans, confirming, statements, invoices, reds }: Rooms): void {
  const api = paymentRoutes
  http.bind(api.summary, see, ({ actor, query }) => plans.summary(actor, query.owner))
  http.bind(api.receivables, see, ({ actor, query }) => plans.list(actor, query))
  http.bind(api.plan, see, ({ actor, query }) => plans.plan(actor, query.quote))
  http.bind(api.rules, see, ({ actor }) => plans.rules(actor))
  http.bind(api.changeRules, can('setting.manage'), ({ actor, body }) => plans.changeRules(actor, body))
  // Bank lines are the whole company's: whose scope ends at their own deals doesn't see them.
  http.bind(api.lines, confirm, ({ actor, query }) => confirming.list(actor, query))
  http.bind(api.line, confirm, ({ actor, params }) => confirming.read(actor, params.id))
  http.bind(api.openDues, confirm, ({ actor, query }) => plans.open(actor, query.q))
  http.bind(api.confirm, confirm, ({ actor, params, body }) =>
    confirming.confirm(actor, params.id, body.version, body.shares),
  )
  http.bind(api.confirmExact, confirm, ({ actor }) => confirming.confirmExact(actor))
  http.bind(api.undo, confirm, ({ actor, body }) => confirming.undo(actor, body.ids, body.reason))
  http.bind(api.reverse, confirm, ({ actor, params, body }) =>
    confirming.reverse(actor, params.id, body.version),
  )
  http.bind(api.ignore, confirm, ({ actor, params, body }) =>
    confirming.ignore(actor, params.id, body.version),
  )
  http.bind(api.restore, confirm, ({ actor, params }) => confirming.restore(actor, params.id))
  statementsToo(http, statements)
  invoicesToo(http, invoices)
  redsToo(http, reds)
}

function statementsToo(http: Http, statements: Statements): void {
  const api = statementRoutes
  const octets = 'application/octet-stream'
  if (!http.server.hasContentTypeParser(octets))
    http.server.addContentTypeParser(octets, (_, payload, done) => done(null, payload))
  http.bind(api.accounts, take, ({ actor }) => statements.accounts(actor))
  http.bind(api.createAccount, take, ({ actor, body }) => statements.createAccount(actor, body))
  http.bind(api.updateAccount, take, ({ actor, params, body }) =>
    statements.updateAccount(actor, params.id, body),
  )
  http.bind(api.preview, take, ({ actor, query, request }) =>
    statements.preview(actor, query, request.body as AsyncIterable<Uint8Array>),
  )
  http.bind(api.begin, take, ({ actor, query, request }) =>
    statements.begin(actor, query, request.body as AsyncIterable<Uint8Array>),
  )
  http.bind(api.list, take, ({ actor }) => statements.list(actor))
  http.bind(api.read, take, ({ actor, params }) => statements.read(actor, params.id))
  http.bind(api.webhook, take, ({ actor, body }) => statements.webhook(actor, body))
}

function invoicesToo(http: Http, invoices: Invoices): void {
  const api = invoiceRoutes
  const ask = can('invoice.write')
  http.bind(api.list, see, ({ actor, query }) => invoices.list(actor, query))
  http.bind(api.read, see, ({ actor, params }) => invoices.read(actor, params.id))
  http.bind(api.taxData, ask, ({ actor, params }) => invoices.taxData(actor, params.id))
  http.bind(api.check, ask, ({ body }) => invoices.check(body.code))
  http.bind(api.ask, ask, ({ actor, body }) => invoices.ask(actor, body))
  http.bind(api.issue, confirm, ({ actor, params, body }) => invoices.issue(actor, params.id, body))
  http.bind(api.hand, confirm, ({ actor, params }) => invoices.hand(actor, params.id))
  // Who asked may withdraw the request; the act itself knows who else may what.
  http.bind(api.void, ask, ({ actor, params, body }) => invoices.void(actor, params.id, body.reason))
  http.bind(api.back, confirm, ({ actor, params, body }) => invoices.back(actor, params.id, body.from))
}

function redsToo(http: Http, reds: Reds): void {
  const api = invoiceRoutes
  const ask = can('invoice.write')
  http.bind(api.askRed, ask, ({ actor, params, body }) => reds.ask(actor, params.id, body))
  http.bind(api.sendRed, confirm, ({ actor, params, body }) =>
    reds.send(actor, params.id, params.red, body.formNumber),
  )
  http.bind(api.issueRed, confirm, ({ actor, params, body }) =>
    reds.issue(actor, params.id, params.red, body),
  )
  http.bind(api.withdrawRed, ask, ({ actor, params, body }) =>
    reds.withdraw(actor, params.id, params.red, body.why),
  )
  http.bind(api.backRed, ask, ({ actor, params, body }) => reds.back(actor, params.id, params.red, body.from))
}
