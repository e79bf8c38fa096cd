import { ensureBuilt } from './build.ts'
import { readConfig } from './config.ts'
import { type Opened, openHome } from './open.ts'
import { ensureSample, sampleSignIns } from './sample/index.ts'

/** Starts the server and keeps it until SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const config = readConfig()
  let opening: Promise<Opened> | undefined
  let ending = false
  const end = async (signal: string) => {
    if (ending) return
    ending = true
    process.stdout.write(`${signal}: finishing what is under way…\n`)
    // A signal may come while the database is still starting: let it come up, then stop it in order.
    await opening?.then(opened => opened.close()).catch(() => {})
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(signal))
  opening = openHome(config)
  const building = config.web ? ensureBuilt('web', 'web/portal', 'sdk') : Promise.resolve()
  building.catch(() => {}) // looked at below, once there is something to close again
  const opened = await opening
  if (ending) return
  try {
    await building
    opened.app.http.metrics.watchProcess()
    await opened.app.start()
    if (config.sample)
      await ensureSample(opened.app, config.home, stage =>
        process.stderr.write(`Loading the sample: ${stage}…\n`),
      )
    const address = await opened.app.http.server.listen({ port: config.port, host: config.host })
    opened.announce(address)
    process.stdout.write(`Loam is ready: ${config.publicUrl ?? address}\n`)
    for (const { name, title, email, password } of (await sampleSignIns(
      config.home,
      opened.app.identity.workspaces,
    )) ?? []) {
      process.stdout.write(`  ${name}（${title}）  ${email}  ${password}\n`)
    }
  } catch (error) {
    if (ending) return
    await opened.close()
    throw error
  }
}

main().catch(error => {
  const { code, message } = error as { code?: string; message: string }
  const text =
    code === 'EADDRINUSE' ? `${message}. Another program uses this port: set PORT to a free one.` : message
  process.stderr.write(`${text}\n`)
  process.exit(1)
})
