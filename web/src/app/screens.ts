import '../crm/palette.ts'
import { collaborationScreens } from '../flows/collaboration/screens.ts'
import '../flows/collaboration/quote/palette.ts'
import { decisionScreens } from '../flows/decision/screens.ts'
import type { Screen, Section } from './screen.ts'

/** The left rail, from top to bottom. A section without screens does not show. */
export const sections: Section[] = [
  { id: 'today', text: 'today', icon: 'today' },
  { id: 'customers', text: 'customers', icon: 'building' },
  { id: 'decision', text: 'decision', icon: 'flow' },
  { id: 'collaboration', text: 'collaboration', icon: 'units' },
  { id: 'settings', text: 'settings', icon: 'settings' },
]

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
  ...decisionScreens,
  ...collaborationScreens,
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
    path: '/letters',
    section: 'me',
    load: () => import('../platform/letterbox/LettersPage.tsx'),
  },
  {
    path: '/me',
    section: 'me',
    phone: { text: 'me', icon: 'person' },
    load: () => import('../platform/identity/MePage.tsx'),
  },
]
