import Fastify from 'fastify'
import pg from 'pg'

/**
 * The least that could take events durably: Fastify parses, one `unnest` insert per request stores, nothing is checked,
 * indexed beyond the key, or told to anybody. `node _bare.ts DATABASE-URL PORT`
 */
const [url, port] = process.argv.slice(2) as [string, string]
const pool = new pg.Pool({ connectionString: url, max: 8 })
await pool.query(`
  drop table if exists bare_event;
  create table bare_event (id text primary key, type text, at timestamptz, customer text, person text, props json)`)

interface Sent {
  id: string
  type: string
  at: string
  customer: string
  person: string
  props: object
}

const server = Fastify({ bodyLimit: 16 * 1024 * 1024 })
server.post('/api/v1/events', async (request, reply) => {
  const events = (Array.isArray(request.body) ? request.body : [request.body]) as Sent[]
  const columns = [
    events.map(event => event.id),
    events.map(event => event.type),
    events.map(event => event.at),
    events.map(event => event.customer),
    events.map(event => event.person),
    events.map(event => JSON.stringify(event.props)),
  ]
  const { rowCount } = await pool.query({
    name: 'insert',
    text: `insert into bare_event select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::json[])
      on conflict do nothing`,
    values: columns,
  })
  return reply.code(202).send({ accepted: rowCount })
})
await server.listen({ port: Number(port), host: '127.0.0.1' })
