import type { ComponentType } from 'react'
import '../crm/palette.ts'
import '../flows/collaboration/quote/palette.ts'
import type { Permission } from '#platform/org/api.ts'
import type { shellTexts } from '../shell/texts.ts'
import type { IconName } from '../ui/icons.tsx'
import type { TextKey } from './i18n.ts'

type ShellText = TextKey<typeof shellTexts>

export type SectionId = 'today' | 'customers' | 'decision' | 'collaboration' | 'settings'

export interface Section {
  id: SectionId
  text: ShellText
  icon: IconName
}

/** The left rail, from top to bottom. A section without screens does not show. */
export const sections: Section[] = [
  { id: 'today', text: 'today', icon: 'today' },
  { id: 'customers', text: 'customers', icon: 'building' },
  { id: 'decision', text: 'decision', icon: 'flow' },
  { id: 'collaboration', text: 'collaboration', icon: 'units' },
  { id: 'settings', text: 'settings', icon: 'settings' },
]

export interface Screen {
  /** `$name` segments are parameters: `useParams({ strict: false })`. */
  path: string
  section: SectionId | 'me'
  /** The second-level tab that leads here; screens without one are reached from others. */
  tab?: ShellText
  /** Hidden, and refused by the server, without it. */
  needs?: Permission
  /** The place in the phone's bottom bar. */
  phone?: { text: ShellText; icon: IconName }
  load: () => Promise<{ default: ComponentType }>
}

/** Every screen of the staff application, in the order of its tabs. One line adds one. */
export const screens: Screen[] = [
  {
    path: '/today',
    section: 'today',
    tab: 'today',
    needs: 'suggestion.read',
    phone: { text: 'today', icon: 'today' },
    load: () => import('../flows/decision/suggestion/TodayPage.tsx'),
  },
  {
    path: '/leads',
    section: 'customers',
    tab: 'leads',
    needs: 'crm.read',
    load: () => import('../crm/LeadListPage.tsx'),
  },
  {
    path: '/accounts',
    section: 'customers',
    tab: 'accounts',
    needs: 'crm.read',
    phone: { text: 'customers', icon: 'building' },
    load: () => import('../crm/AccountListPage.tsx'),
  },
  {
    path: '/accounts/$id',
    section: 'customers',
    needs: 'crm.read',
    load: () => import('../crm/account/AccountPage.tsx'),
  },
  {
    path: '/opportunities',
    section: 'customers',
    tab: 'opportunities',
    needs: 'crm.read',
    load: () => import('../crm/opportunity/OpportunityListPage.tsx'),
  },
  {
    path: '/opportunities/$id',
    section: 'customers',
    needs: 'crm.read',
    load: () => import('../crm/opportunity/OpportunityPage.tsx'),
  },
  {
    path: '/contacts',
    section: 'customers',
    tab: 'contacts',
    needs: 'crm.read',
    load: () => import('../crm/ContactListPage.tsx'),
  },
  {
    path: '/contacts/$id',
    section: 'customers',
    needs: 'crm.read',
    load: () => import('../crm/ContactPage.tsx'),
  },
  {
    path: '/tasks',
    section: 'customers',
    tab: 'tasks',
    needs: 'crm.read',
    load: () => import('../crm/TaskListPage.tsx'),
  },
  {
    path: '/strategies',
    section: 'decision',
    tab: 'strategies',
    needs: 'strategy.read',
    load: () => import('../flows/decision/strategy/StrategiesPage.tsx'),
  },
  {
    path: '/strategies/$id',
    section: 'decision',
    needs: 'strategy.read',
    load: () => import('../flows/decision/strategy/StrategyPage.tsx'),
  },
  {
    path: '/strategies/$id/edit',
    section: 'decision',
    needs: 'strategy.read',
    load: () => import('../flows/decision/strategy/EditPage.tsx'),
  },
  {
    path: '/suggestions',
    section: 'decision',
    tab: 'suggestions',
    needs: 'suggestion.manage',
    load: () => import('../flows/decision/suggestion/SuggestionsPage.tsx'),
  },
  {
    path: '/suggestions/$id',
    section: 'decision',
    needs: 'suggestion.read',
    load: () => import('../flows/decision/suggestion/SuggestionPage.tsx'),
  },
  {
    path: '/decisions/$id',
    section: 'decision',
    needs: 'suggestion.read',
    load: () => import('../flows/decision/suggestion/DecisionPage.tsx'),
  },
  {
    path: '/documents',
    section: 'decision',
    tab: 'documents',
    needs: 'document.read',
    phone: { text: 'documents', icon: 'document' },
    load: () => import('../flows/decision/document/DocumentListPage.tsx'),
  },
  {
    path: '/documents/$id',
    section: 'decision',
    needs: 'document.read',
    load: () => import('../flows/decision/document/DocumentPage.tsx'),
  },
  {
    path: '/documents/$id/sections',
    section: 'decision',
    needs: 'document.write',
    load: () => import('../flows/decision/document/SectionPage.tsx'),
  },
  {
    path: '/journeys',
    section: 'decision',
    tab: 'journeys',
    needs: 'strategy.read',
    load: () => import('../flows/decision/attribution/JourneysPage.tsx'),
  },
  {
    path: '/journeys/shared/$token',
    section: 'decision',
    needs: 'strategy.read',
    load: () => import('../flows/decision/attribution/SharedJourneyPage.tsx'),
  },
  {
    path: '/journeys/$id',
    section: 'decision',
    needs: 'strategy.read',
    load: () => import('../flows/decision/attribution/JourneyPage.tsx'),
  },
  {
    path: '/causes',
    section: 'decision',
    needs: 'strategy.read',
    load: () => import('../flows/decision/cause/CausesPage.tsx'),
  },
  {
    path: '/causes/$id',
    section: 'decision',
    needs: 'strategy.read',
    load: () => import('../flows/decision/cause/CausePage.tsx'),
  },
  {
    path: '/experiments',
    section: 'decision',
    tab: 'experiments',
    needs: 'strategy.read',
    load: () => import('../flows/decision/experiment/ExperimentsPage.tsx'),
  },
  {
    path: '/experiments/$id',
    section: 'decision',
    needs: 'strategy.read',
    load: () => import('../flows/decision/experiment/ExperimentPage.tsx'),
  },
  {
    path: '/labelling',
    section: 'decision',
    tab: 'labelling',
    needs: 'strategy.read',
    load: () => import('../flows/decision/labelling/LabellingPage.tsx'),
  },
  {
    path: '/forecast',
    section: 'decision',
    tab: 'forecast',
    needs: 'crm.read',
    load: () => import('../flows/decision/forecast/ForecastPage.tsx'),
  },
  {
    path: '/kits',
    section: 'decision',
    tab: 'kits',
    needs: 'suggestion.read',
    load: () => import('../flows/decision/playkit/KitsPage.tsx'),
  },
  {
    path: '/kits/$id',
    section: 'decision',
    needs: 'suggestion.read',
    load: () => import('../flows/decision/playkit/KitPage.tsx'),
  },
  {
    path: '/score',
    section: 'decision',
    tab: 'score',
    needs: 'strategy.read',
    load: () => import('../flows/decision/intent/ScoreModelPage.tsx'),
  },
  {
    path: '/score/learning',
    section: 'decision',
    needs: 'strategy.read',
    load: () => import('../flows/decision/intent/LearningPage.tsx'),
  },
  {
    path: '/adoption',
    section: 'decision',
    needs: 'suggestion.read',
    load: () => import('../flows/decision/adoption/AdoptionPage.tsx'),
  },
  {
    path: '/events',
    section: 'decision',
    tab: 'events',
    needs: 'event.read',
    load: () => import('../flows/decision/ingest/EventsPage.tsx'),
  },
  {
    path: '/loop',
    section: 'collaboration',
    tab: 'deals',
    needs: 'quote.read',
    phone: { text: 'deals', icon: 'tag' },
    load: () => import('../flows/collaboration/loop/LoopPage.tsx'),
  },
  {
    path: '/quotes',
    section: 'collaboration',
    tab: 'quotes',
    needs: 'quote.read',
    load: () => import('../flows/collaboration/quote/QuoteListPage.tsx'),
  },
  {
    path: '/quotes/$id',
    section: 'collaboration',
    needs: 'quote.read',
    load: () => import('../flows/collaboration/quote/QuotePage.tsx'),
  },
  {
    path: '/approvals',
    section: 'collaboration',
    tab: 'approvals',
    needs: 'approval.read',
    load: () => import('../flows/collaboration/approval/ApprovalsPage.tsx'),
  },
  {
    path: '/approvals/flow',
    section: 'collaboration',
    needs: 'approval.read',
    load: () => import('../flows/collaboration/approval/FlowPage.tsx'),
  },
  {
    path: '/approvals/$id',
    section: 'collaboration',
    needs: 'approval.read',
    load: () => import('../flows/collaboration/approval/ApprovalPage.tsx'),
  },
  {
    path: '/contracts',
    section: 'collaboration',
    tab: 'contracts',
    needs: 'contract.read',
    load: () => import('../flows/collaboration/contract/ContractListPage.tsx'),
  },
  {
    path: '/contracts/clauses',
    section: 'collaboration',
    needs: 'contract.read',
    load: () => import('../flows/collaboration/contract/ClausesPage.tsx'),
  },
  {
    path: '/contracts/$id',
    section: 'collaboration',
    needs: 'contract.read',
    load: () => import('../flows/collaboration/contract/ContractPage.tsx'),
  },
  {
    path: '/delivery',
    section: 'collaboration',
    tab: 'delivery',
    needs: 'delivery.read',
    load: () => import('../flows/collaboration/delivery/DeliveryPage.tsx'),
  },
  {
    path: '/payments',
    section: 'collaboration',
    tab: 'payments',
    needs: 'payment.read',
    load: () => import('../flows/collaboration/payment/PaymentsPage.tsx'),
  },
  {
    path: '/payments/import',
    section: 'collaboration',
    needs: 'payment.import',
    load: () => import('../flows/collaboration/payment/ImportPage.tsx'),
  },
  {
    path: '/payments/invoices',
    section: 'collaboration',
    needs: 'payment.read',
    load: () => import('../flows/collaboration/payment/InvoicesPage.tsx'),
  },
  {
    path: '/products',
    section: 'collaboration',
    tab: 'products',
    needs: 'crm.read',
    load: () => import('../crm/product/ProductListPage.tsx'),
  },
  {
    path: '/price-books',
    section: 'collaboration',
    tab: 'priceBooks',
    needs: 'crm.read',
    load: () => import('../crm/product/PriceBookListPage.tsx'),
  },
  {
    path: '/price-books/$id',
    section: 'collaboration',
    needs: 'crm.read',
    load: () => import('../crm/product/PriceBookPage.tsx'),
  },
  {
    path: '/settings/people',
    section: 'settings',
    tab: 'people',
    needs: 'org.manage',
    load: () => import('../platform/org/PeoplePage.tsx'),
  },
  {
    path: '/settings/departments',
    section: 'settings',
    tab: 'departments',
    needs: 'org.manage',
    load: () => import('../platform/org/DepartmentsPage.tsx'),
  },
  {
    path: '/settings/roles',
    section: 'settings',
    tab: 'roles',
    needs: 'org.manage',
    load: () => import('../platform/org/RolesPage.tsx'),
  },
  {
    path: '/settings/mandate',
    section: 'settings',
    tab: 'mandate',
    needs: 'quote.read',
    load: () => import('../flows/collaboration/mandate/MandatePage.tsx'),
  },
  {
    path: '/settings/delegations',
    section: 'settings',
    tab: 'delegations',
    needs: 'quote.read',
    load: () => import('../flows/collaboration/mandate/DelegationsPage.tsx'),
  },
  {
    path: '/settings/consent',
    section: 'settings',
    tab: 'consent',
    needs: 'consent.read',
    load: () => import('../platform/consent/ConsentPage.tsx'),
  },
  {
    path: '/settings/lake',
    section: 'settings',
    tab: 'lake',
    needs: 'setting.manage',
    load: () => import('../flows/decision/attribution/LakePage.tsx'),
  },
  {
    path: '/settings/channels',
    section: 'settings',
    tab: 'channels',
    needs: 'notify.manage',
    load: () => import('../platform/notify/ChannelsPage.tsx'),
  },
  {
    path: '/settings/deliveries',
    section: 'settings',
    tab: 'deliveries',
    needs: 'notify.manage',
    load: () => import('../platform/notify/DeliveriesPage.tsx'),
  },
  {
    path: '/settings/sources',
    section: 'settings',
    tab: 'sources',
    needs: 'event.write',
    load: () => import('../flows/decision/ingest/SourcesPage.tsx'),
  },
  {
    path: '/settings/keys',
    section: 'settings',
    tab: 'keys',
    needs: 'key.manage',
    load: () => import('../platform/identity/KeysPage.tsx'),
  },
  {
    path: '/settings/audit',
    section: 'settings',
    tab: 'audit',
    needs: 'audit.read',
    load: () => import('../platform/audit/AuditPage.tsx'),
  },
  {
    path: '/settings/notifications',
    section: 'settings',
    tab: 'notices',
    load: () => import('../platform/notify/PreferencesPage.tsx'),
  },
  {
    path: '/me',
    section: 'me',
    phone: { text: 'me', icon: 'person' },
    load: () => import('../platform/identity/MePage.tsx'),
  },
]
