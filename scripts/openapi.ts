// `npm run openapi`: writes docs/openapi.json from the routes as they are bound. Nothing is started.
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { readConfig } from '#app/config.ts'
import { wire } from '#app/wire.ts'
import { connect } from '#db/connection.ts'
import { openApi } from '#platform/http/index.ts'

const nowhere = 'postgres://nobody@127.0.0.1:1/none'
const app = wire({
  config: readConfig({ LOAM_HOME: tmpdir(), LOAM_LOG: 'silent' }),
  db: connect(nowhere),
  ownerUrl: nowhere,
  clock: { now: Date.now },
  secret: 'x'.repeat(40),
  localToken: 'none',
})
const file = new URL('../docs/openapi.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(openApi(app.http.routes), null, 2)}\n`)
process.stderr.write(`${app.http.routes.length} routes written to docs/openapi.json\n`)
process.exit(0) // timers of the parts that were put together would keep the process
