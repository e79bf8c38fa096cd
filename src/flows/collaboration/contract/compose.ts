import type { RevisionContent } from '#collaboration/quote/api.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import {
  applies,
  assemble,
  fill,
  hashOf,
  missingClauses,
  placeholdersOf,
  redline,
  unfilled,
} from '#lib/contract/index.ts'
import {
  type ContentClause,
  type ContractContent,
  type ContractDraft,
  type ContractLanguage,
  type ContractView,
  errors,
  type handVariables,
  type LibraryClause,
  type Snapshot,
  type Template,
} from './api.ts'
import { type Library, wordingsOf } from './library.ts'
import { liabilityOf } from './model.ts'
import { factsOf, quoteValues, snapshotOf, textFaults } from './snapshot.ts'

const usual: Record<ContractLanguage, Record<(typeof handVariables)[number], string>> = {
  'zh-CN': {
    ...{ deliveryPlace: '需方指定地点', acceptanceDays: '10', warrantyMonths: '12', liabilityCap: '100' },
    ...{ delayRate: '0.5', confidentialityYears: '3', court: '供方所在地有管辖权的人民法院' },
  },
  en: {
    ...{ deliveryPlace: 'the place named by the Buyer', acceptanceDays: '10', warrantyMonths: '12' },
    ...{ liabilityCap: '100', delayRate: '0.5', confidentialityYears: '3' },
    court: 'the competent people’s court at the Seller’s place of business',
  },
}

/** The revision that a contract rests on, as it is needed here. */
export interface Basis {
  hash: string
  content: RevisionContent
}

/** A new draft: the template's clauses that apply and every mandatory one, in the library's wording. */
export function newDraft(
  { hash, content }: Basis,
  library: readonly LibraryClause[],
  template: Template,
  language: ContractLanguage,
  seller: ContractDraft['seller'] | undefined,
): ContractDraft {
  const facts = factsOf(content, snapshotOf(content, hash), { personalData: false, coCreation: false })
  // Subscriptions run on somebody's data: whoever drafts may say that this one doesn't.
  const answers = { personalData: facts.subscriptions, coCreation: false }
  const chosen = assemble(library, template.clauseIds, { ...facts, ...answers })
  const side = (name: string) => ({ name, creditCode: '', address: '', representative: '' })
  return {
    ...{ language, templateId: template.id, signer: null, ...answers },
    seller: seller ?? side(content.seller),
    buyer: side(content.customer.name),
    variables: usual[language],
    clauses: chosen.flatMap(one => draftClauseOf(one, language) ?? []),
  }
}

/** A clause of the library as it goes into a draft; undefined where it has no wording in the language. */
function draftClauseOf(one: LibraryClause, language: ContractLanguage) {
  const wording = one.wordings.find(each => each.language === language)
  return wording && { clauseId: one.id, version: wording.version, title: wording.title, body: wording.body }
}

/** The values of every `{{name}}`: by hand, and over them the quote's, which no hand can replace. */
export function valuesOf(draft: ContractDraft, snapshot: Snapshot): Record<string, string> {
  return { ...draft.variables, ...quoteValues(snapshot, draft.language) }
}

interface Composed {
  clauses: ContentClause[]
  states: ContractView['clauses']
  faults: { clause: number | null; error: AppError }[]
  offered: LibraryClause[]
}

/** Looks a draft through against the library and the quote's snapshot: texts, wording, risk, and what keeps it from being signed. */
export async function compose(
  { tx, workspaceId, library }: { tx: Tx; workspaceId: Id; library: Library },
  draft: ContractDraft,
  basis: Basis,
): Promise<Composed> {
  const snapshot = snapshotOf(basis.content, basis.hash)
  const values = valuesOf(draft, snapshot)
  const all = await library.clauses(tx, workspaceId)
  const facts = factsOf(basis.content, snapshot, draft)
  const present = new Set(draft.clauses.flatMap(({ clauseId }) => clauseId ?? []))
  // A clause that was archived stays what it is where it stands, and comes in nowhere.
  const current = all.filter(({ archived }) => !archived)
  const offered = current.filter(rule => applies(rule, facts) && !present.has(rule.id))
  const worded = await wordingsOf(tx, workspaceId, [...present], draft.language)
  const read = draft.clauses.map(lookAt)
  const missing = missingClauses(current, present, facts).map(one => ({
    clause: null,
    error: new AppError(errors['contract.clause-needed'], { clause: titleOf(one, draft.language) }),
  }))
  return {
    clauses: read.map(({ content }) => content),
    states: read.map(({ state }) => state),
    faults: [
      ...missing,
      ...partyFaults(draft),
      ...textFaults(
        read.map(({ content }) => content),
        snapshot,
      ),
      ...draft.clauses.flatMap((each, clause) =>
        unfilled(each.body, values).map(name => ({
          clause,
          error: new AppError(errors['contract.value-needed'], { clause: each.title, name }),
        })),
      ),
    ],
    offered,
  }

  function lookAt(each: ContractDraft['clauses'][number]) {
    const rule = all.find(({ id }) => id === each.clauseId)
    const wording = rule && worded.find(one => one.clauseId === rule.id && one.version === each.version)
    const standard = wording?.title === each.title && wording.body === each.body
    const text = fill(each.body, values)
    const risk = rule?.risk ?? 'high'
    const content: ContentClause = {
      ...{ clauseId: rule?.id ?? null, version: wording ? each.version : null, key: rule?.key ?? null },
      ...{ title: each.title, body: each.body, text, risk, standard },
    }
    const before = wording ? `${wording.title}\n${wording.body}` : ''
    const pieces = standard ? [] : redline(before, `${each.title}\n${each.body}`, draft.language)
    const state = {
      wording: standard ? ('standard' as const) : wording ? ('changed' as const) : ('own' as const),
      ...{
        risk,
        mandatory: !!rule?.mandatory && !rule.archived,
        position: rule?.position ?? null,
        redline: pieces,
        text,
      },
    }
    return { content, state }
  }
}

function partyFaults({ seller, buyer, signer }: ContractDraft) {
  const named = seller.name.trim() !== '' && buyer.name.trim() !== ''
  return [
    ...(named ? [] : [{ clause: null, error: new AppError(errors['contract.party-needed']) }]),
    ...(signer ? [] : [{ clause: null, error: new AppError(errors['contract.signer-needed']) }]),
  ]
}

const titleOf = (one: LibraryClause, language: ContractLanguage) =>
  (one.wordings.find(each => each.language === language) ?? one.wordings[0])?.title ?? one.key

/** What a version says of a draft without faults. */
export function contentOf(
  draft: ContractDraft,
  basis: Basis,
  clauses: ContentClause[],
  about: Pick<ContractContent, 'contract' | 'template' | 'preparedBy' | 'preparedAt'>,
): ContractContent {
  const { language, seller, buyer, personalData, coCreation } = draft
  const used = new Set(clauses.flatMap(({ body }) => placeholdersOf(body)))
  const variables = Object.fromEntries(Object.entries(draft.variables).filter(([name]) => used.has(name)))
  const { name, title, email } = draft.signer!
  return {
    schema: 1,
    ...about,
    ...{ language, seller, buyer, personalData, coCreation, variables, clauses },
    customer: basis.content.customer,
    signer: { name, title, emailHash: hashOf([about.contract.id, email.toLowerCase()]) },
    snapshot: snapshotOf(basis.content, basis.hash),
    // A cap that no clause names limits nothing.
    liabilityCap: liabilityOf(variables),
  }
}
