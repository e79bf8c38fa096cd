import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import { type Id, newId } from '#kernel/id.ts'
import { creditCodeCheck } from '#lib/match/credit-code.ts'
import { type Actor, department, insertMember, region, systemActor } from '#platform/org/index.ts'
import type { App } from '../wire.ts'
import { accounts, contactsOf, type SampleAccount } from './accounts.ts'
import { company, departments, people, regions } from './organisation.ts'

/** What the loader made, by the names that the sample's files use. */
export interface LoadedSample {
  workspaceId: Id
  actor: Actor
  users: Record<string, Id>
  /** Where each person works. */
  departments: Record<string, Id>
  accounts: Record<string, Id>
  /** Per account, in the order of `contactsOf`. */
  contacts: Record<string, Id[]>
}

/** One of the sample's people, acting for themselves. */
export const actingAs = (loaded: LoadedSample, person: string): Actor => ({
  ...loaded.actor,
  kind: 'user',
  id: loaded.users[person]!,
  departmentId: loaded.departments[person]!,
})

export const emailOf = (key: string) => `${key}@sample.loam.example`

/**
 * Makes the sample workspace: a distributor of medical devices with its people, hospitals and contacts.
 * @param password of every sample user
 */
export async function loadNouns(app: App, password: string): Promise<LoadedSample> {
  const admin = people.find(person => person.role === 'admin')!
  const { workspaceId, userId } = await app.identity.createWorkspace({
    workspace: company,
    sample: true,
    title: admin.title,
    admin: { name: admin.name, email: emailOf(admin.key), password, locale: 'zh-CN' },
  })
  const users: Record<string, Id> = { [admin.key]: userId }
  for (const person of people) {
    if (person !== admin)
      users[person.key] = await app.auth.createUser({
        email: emailOf(person.key),
        name: person.name,
        password,
      })
  }
  const actor = systemActor(workspaceId)
  const { regionIds, departmentIds } = await app.db.tx(workspaceId, tx =>
    insertOrganisation(tx, workspaceId, users),
  )
  const workplaces = Object.fromEntries(people.map(person => [person.key, departmentIds[person.department]!]))
  const loaded: LoadedSample = {
    workspaceId,
    actor,
    users,
    departments: workplaces,
    accounts: {},
    contacts: {},
  }
  for (const account of accounts) await loadAccount(app, loaded, account, regionIds)
  return loaded
}

async function insertOrganisation(tx: Tx, workspaceId: Id, users: Record<string, Id>) {
  const regionIds = Object.fromEntries(regions.map(name => [name, newId()]))
  await tx.insert(region).values(regions.map(name => ({ workspaceId, id: regionIds[name]!, name })))
  const departmentIds: Record<string, Id> = {}
  for (const each of departments) {
    departmentIds[each.key] = newId()
    await tx.insert(department).values({
      workspaceId,
      id: departmentIds[each.key]!,
      name: each.name,
      parentId: each.parent === undefined ? null : departmentIds[each.parent]!,
      regionId: each.region === undefined ? null : regionIds[each.region]!,
    })
  }
  const found = await tx.execute<{ id: Id; built_in: string }>(
    sql`select id, built_in from role where workspace_id = ${workspaceId}`,
  )
  const roleIds = Object.fromEntries(found.rows.map(row => [row.built_in, row.id]))
  for (const person of people) {
    const place = { departmentId: departmentIds[person.department]!, title: person.title }
    if (person.role === 'admin') {
      await tx.execute(
        sql`update member set department_id = ${place.departmentId} where workspace_id = ${workspaceId} and user_id = ${users[person.key]}`,
      )
      continue
    }
    await insertMember(tx, {
      workspaceId,
      userId: users[person.key]!,
      name: person.name,
      email: emailOf(person.key),
      ...place,
      roleId: roleIds[person.role]!,
      locale: 'zh-CN',
      active: true,
    })
  }
  return { regionIds, departmentIds }
}

const priorityOf = ({ story }: SampleAccount) => (story === 'tender' ? 'A' : story === 'quiet' ? 'D' : 'B')

async function loadAccount(
  app: App,
  loaded: LoadedSample,
  sample: SampleAccount,
  regionIds: Record<string, Id>,
): Promise<void> {
  const { actor } = loaded
  const ownerId = loaded.users[sample.owner]!
  const made = await app.crm.accounts.create(actor, {
    name: sample.name,
    shortName: sample.shortName,
    creditCode: sample.code + creditCodeCheck(sample.code),
    ownerId,
    regionId: regionIds[sample.region]!,
    industry: sample.industry,
    tier: sample.tier,
    priority: priorityOf(sample),
    address: `${sample.city}市`,
    tags: sample.tags ?? [],
  })
  let { version } = made
  for (const [name, value] of Object.entries(sample.facts)) {
    version = (
      await app.crm.accounts.writeFact(actor, made.id, {
        version,
        name,
        value,
        source: '客户经理',
        group: '',
      })
    ).version
  }
  loaded.accounts[sample.key] = made.id
  loaded.contacts[sample.key] = []
  for (const [index, contact] of contactsOf(sample).entries()) {
    const { id } = await app.crm.contacts.create(actor, {
      name: contact.name,
      title: contact.title,
      role: contact.part,
      accountId: made.id,
      ownerId,
      // 1390000…: a block that no operator has given out.
      phones: [`139000${String(accounts.indexOf(sample) * 10 + index).padStart(5, '0')}`],
    })
    loaded.contacts[sample.key]!.push(id)
  }
  await app.crm.leads.create(actor, {
    name: String(sample.facts.这次需求),
    accountId: made.id,
    contactId: loaded.contacts[sample.key]![0]!,
    ownerId,
    source: sample.story === 'tender' ? '招标公告' : '客户经理拜访',
    priority: priorityOf(sample),
    status: 'working',
  })
}
