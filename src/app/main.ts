import { join } from 'node:path'
import { startEmbedded } from '#adapters/postgres/embedded.ts'
import { connect } from '#db/connection.ts'
import { migrate } from '#db/migrate.ts'
import { readConfig } from './config.ts'
import { keptSecret, takeHome } from './home.ts'
import { wire } from './wire.ts'

/** Starts the server and keeps it until SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const config = readConfig()
  const home = takeHome(config.home)
  const database =
    config.databaseUrl === undefined ? await startEmbedded({ folder: join(config.home, 'db') }) : undefined
  const url = config.databaseUrl ?? database!.url
  await migrate(url)
  const db = connect(url, { max: 16 })
  const app = wire({
    config,
    db,
    ownerUrl: url,
    clock: { now: Date.now },
    secret: keptSecret(config.home, 'secret'),
  })
  await app.start()
  const address = await app.http.server.listen({ port: config.port, host: config.host })
  home.announce(address)
  process.stdout.write(`Loam is ready: ${config.publicUrl ?? address}\n`)

  let ending = false
  const end = async (signal: string) => {
    if (ending) return
    ending = true
    process.stdout.write(`${signal}: finishing what is under way…\n`)
    await app.stop()
    await db.close()
    await database?.stop()
    home.release()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(signal))
}

main().catch(error => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
})
