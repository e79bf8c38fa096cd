import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { startEmbedded } from '#adapters/postgres/embedded.ts'
import { accountQuery } from '#crm/account/api.ts'
import { searchColumns } from '#crm/account/model.ts'
import { makeCrm } from '#crm/index.ts'
import { connect, type Db } from '#db/connection.ts'
import { migrate } from '#db/migrate.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Actor, insertBuiltInRoles, systemActor } from '#platform/org/index.ts'
import { makeOutbox } from '#platform/outbox/index.ts'

/** How long lists of accounts take as the plain role, for the widest and the narrowest scope. */

const count = Number(process.argv[2] ?? 50_000)
const rounds = 40
const places = [
  '上海',
  '无锡',
  '苏州',
  '南京',
  '杭州',
  '宁波',
  '合肥',
  '徐州',
  '南通',
  '扬州',
  '盐城',
  '常州',
  '嘉兴',
  '温州',
  '芜湖',
  '重庆',
]
const kinds = [
  '医院',
  '中心医院',
  '人民医院',
  '中医院',
  '妇幼保健院',
  '医疗器械有限公司',
  '医疗科技有限公司',
  '诊所',
]
const characters = [
  ...'瑞金仁济华山新华梁溪同德安康泰和明远鼎盛嘉禾立信博爱协和慈铭恒瑞康德莱微创联影东软宝石花九龙平安',
]

/** A repeatable pseudo-random choice (mulberry32). */
function pick<T>(list: readonly T[], n: number): T {
  let t = (n * 0x6d2b79f5) | 0
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return list[((t ^ (t >>> 14)) >>> 0) % list.length]!
}

const nameOf = (i: number) =>
  pick(places, i * 5) +
  pick(characters, i * 5 + 1) +
  pick(characters, i * 5 + 2) +
  (i % 3 ? pick(characters, i * 5 + 3) : '') +
  pick(kinds, i * 5 + 4)

async function fill(db: Db, workspaceId: Id, owners: Id[], departments: Id[]): Promise<void> {
  for (let from = 0; from < count; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, count - from) }, (_, k) => {
      const i = from + k
      return {
        id: newId(),
        name: nameOf(i),
        owner: owners[i % owners.length]!,
        department: departments[i % departments.length]!,
        score: (i % 997) / 997,
        ...searchColumns({ name: nameOf(i) }),
      }
    })
    await db.tx(workspaceId, tx =>
      tx.execute(sql`
      insert into account (workspace_id, id, name, owner_id, department_id, score, score_log_odds, scored_at, last_activity_at, name_sort, name_key, grams, search_text)
      select ${workspaceId}, r.id, r.name, r.owner, r.department, r.score, 0, now(), now() - r.score * interval '90 days', r."nameSort", r."nameKey", r.grams, r."searchText"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, name text, owner uuid, department uuid, score float8, "nameSort" text, "nameKey" text, grams text[], "searchText" text)`),
    )
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loam-bench-'))
  chmodSync(folder, 0o755)
  const server = await startEmbedded({ folder })
  try {
    await migrate(server.url)
    const db = connect(server.url)
    await measure(db, server.url)
    await db.close()
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What autovacuum does by itself within a minute of so many rows. */
async function settle(ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  await owner.query('vacuum analyze account')
  await owner.end()
}

async function measure(db: Db, ownerUrl: string): Promise<void> {
  const crm = makeCrm({
    ...{ db, outbox: makeOutbox(db, () => {}), clock: { now: () => Date.now() } },
    kept: async () => [],
  })
  const [workspaceId, neighbour] = [newId(), newId()]
  const owners = Array.from({ length: 200 }, () => newId())
  const departments = Array.from({ length: 20 }, () => newId())
  for (const id of [workspaceId, neighbour]) {
    await db.tx(id, async tx => {
      await insertBuiltInRoles(tx, id)
      for (const department of departments)
        await tx.execute(
          sql`insert into department (workspace_id, id, name) values (${id}, ${department}, '部门')`,
        )
    })
    await fill(db, id, owners, departments)
  }
  await settle(ownerUrl)
  const actors: Record<string, Actor> = {
    all: systemActor(workspaceId),
    'two departments': {
      ...systemActor(workspaceId),
      kind: 'user',
      id: owners[0]!,
      scope: { kind: 'departments', ids: departments.slice(0, 2) },
    },
    own: { ...systemActor(workspaceId), kind: 'user', id: owners[0]!, scope: { kind: 'own' } },
  }
  const queries: Record<string, object> = {
    'first page by activity': {},
    'page 50 by name': { sort: 'name', page: 50 },
    'two characters': { q: '瑞金' },
    'initials rjyy': { q: 'rjyy' },
    'pinyin ruijin': { q: 'ruijin' },
    'very common 医院': { q: '医院' },
    'common, by score': { q: '医院', sort: 'score' },
    'score at least 0.9': { scoreFrom: 0.9, sort: 'score' },
  }
  console.log(
    `${count} accounts in each of two workspaces, 200 owners, 20 departments, role loam_app, ${availableParallelism()} processors`,
  )
  console.log(['query', ...Object.keys(actors)].join(' | '), '(median / p95 ms, rows found)')
  for (const [label, query] of Object.entries(queries)) {
    const cells = []
    for (const actor of Object.values(actors)) {
      const times: number[] = []
      let total = ''
      for (let i = 0; i < rounds; i++) {
        const from = performance.now()
        const page = await crm.accounts.list(actor, accountQuery.parse(query))
        times.push(performance.now() - from)
        total = `${page.total}${page.totalIsCapped ? '+' : ''}`
      }
      times.sort((a, b) => a - b)
      cells.push(
        `${times[rounds / 2]!.toFixed(1)} / ${times[Math.ceil(rounds * 0.95) - 1]!.toFixed(1)}, ${total}`,
      )
    }
    console.log([label, ...cells].join(' | '))
  }
  await duplicates(crm, actors.own!)
}

async function duplicates(crm: ReturnType<typeof makeCrm>, actor: Actor): Promise<void> {
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const from = performance.now()
    await crm.accounts.duplicates(actor, { name: nameOf(i * 101) })
    times.push(performance.now() - from)
  }
  times.sort((a, b) => a - b)
  console.log(
    `duplicate hints on entry | ${times[rounds / 2]!.toFixed(1)} / ${times[Math.ceil(rounds * 0.95) - 1]!.toFixed(1)}`,
  )
}

await main()
