import type { Db } from '#db/connection.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Http } from '#platform/http/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { accountRoutes, makeAccounts } from './account/index.ts'
import { activityRoutes, makeNotes, makeTasks } from './activity/index.ts'
import { type ContactPorts, contactRoutes, makeContacts } from './contact/index.ts'
import { leadRoutes, makeLeads } from './lead/index.ts'
import { makeOpportunities, opportunityRoutes } from './opportunity/index.ts'
import { makeSubjects, selectExternalIds, subjectRoutes } from './subject/index.ts'

export type Crm = ReturnType<typeof makeCrm>

interface CrmPorts extends Pick<ContactPorts, 'kept'> {
  db: Db
  outbox: Outbox
  clock: Clock
}

/** The nouns that every flow names, put together. */
export function makeCrm({ kept, ...ports }: CrmPorts) {
  const accounts = makeAccounts({ ...ports, externalIds: selectExternalIds })
  const contacts = makeContacts({ ...ports, kept, externalIds: selectExternalIds })
  const leads = makeLeads({ ...ports, accounts })
  const opportunities = makeOpportunities(ports)
  const notes = makeNotes({ ...ports, accounts, contacts })
  const tasks = makeTasks(ports)
  const subjects = makeSubjects({ ...ports, accounts, contacts })
  return { accounts, contacts, leads, opportunities, notes, tasks, subjects }
}

export function crmRoutes(http: Http, crm: Crm): void {
  accountRoutes(http, crm.accounts)
  contactRoutes(http, crm.contacts)
  leadRoutes(http, crm.leads)
  opportunityRoutes(http, crm.opportunities)
  activityRoutes(http, crm.notes, crm.tasks)
  subjectRoutes(http, crm.subjects)
}

const told = [
  'account.changed',
  'contact.changed',
  'contacts.placed',
  'person.erased',
  'lead.changed',
  'opportunity.changed',
  'subject.merged',
  'activity.note_added',
  'activity.task_done',
  'activity.task_reopened',
]
const gatherMs = 400

/** Tells open screens that customers changed, once for a burst of changes; they read afresh what they show. */
export function crmLive(outbox: Outbox, live: Live): void {
  const waiting = new Set<string>()
  for (const type of told) {
    outbox.hear(type, async (_tx, { workspaceId }) => {
      if (waiting.has(workspaceId)) return
      waiting.add(workspaceId)
      setTimeout(() => {
        waiting.delete(workspaceId)
        live.push({ workspaceId, type: 'crm.changed', data: {}, permission: 'crm.read' })
      }, gatherMs).unref()
    })
  }
}
