import { resolve } from 'node:path'
import { z } from 'zod'
import type { Locale } from '#kernel/error.ts'

const flag = z.enum(['0', '1']).transform(value => value === '1')

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(7031),
  HOST: z.string().min(1).default('127.0.0.1'),
  LOAM_HOME: z.string().min(1).default('.loam'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  LOAM_URL: z.url({ protocol: /^https?$/ }).optional(),
  LOAM_SAMPLE: flag.default(true),
  LOAM_WEB: flag.default(true),
  LOAM_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  LOAM_TRUST_PROXY: flag.default(false),
  LOAM_TEST_CLOCK: flag.default(false),
  LOAM_ROBOT_BASE: z.url().optional(),
  LOAM_WEBHOOK_LOCAL: flag.default(false),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  SMTP_FROM: z.string().optional(),
  SIGNING_URL: z.url({ protocol: /^https?$/ }).optional(),
  SIGNING_APP_ID: z.string().optional(),
  SIGNING_SECRET: z.string().optional(),
  SIGNING_NAME: z.string().optional(),
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().optional(),
  NODE_ENV: z.string().optional(),
  INIT_CWD: z.string().optional(),
  LC_ALL: z.string().optional(),
  LC_MESSAGES: z.string().optional(),
  LANG: z.string().optional(),
})

export interface Config {
  port: number
  host: string
  /** Absolute path of the data folder. */
  home: string
  databaseUrl: string | undefined
  /** The address that links in messages start with; the server's own if left out. */
  publicUrl: string | undefined
  sample: boolean
  /** Whether the pages are built at the start if they are missing or old. */
  web: boolean
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  trustProxy: boolean
  testClock: boolean
  robotBase: string | undefined
  webhookLocal: boolean
  smtp: { url: string; from: string } | undefined
  /** An outside service where customers sign contracts. */
  signing: { url: string; appId: string; secret: string; name: string } | undefined
  /** Where the command was called: npm runs it in the package's folder, but says where it was itself called. */
  calledFrom: string
  /** The language of the terminal. */
  terminalLocale: Locale
  oidc: { issuer: string; clientId: string; clientSecret: string; name: string } | undefined
}

/**
 * Reads the settings from the environment, once.
 * @throws Error that lists every fault with what to do, one a line
 */
export function readConfig(
  environment: NodeJS.ProcessEnv = process.env,
  from: string = process.cwd(),
): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(present)
  const faults = parsed.success
    ? []
    : parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
  const env = parsed.data
  if (env?.LOAM_TEST_CLOCK && env.NODE_ENV === 'production')
    faults.push('LOAM_TEST_CLOCK: not allowed when NODE_ENV=production')
  if (env?.SMTP_URL && !env.SMTP_FROM)
    faults.push('SMTP_FROM: needed beside SMTP_URL, such as "Loam <loam@example.com>"')
  if (env?.SIGNING_URL && !(env.SIGNING_APP_ID && env.SIGNING_SECRET))
    faults.push('SIGNING_APP_ID, SIGNING_SECRET: needed beside SIGNING_URL')
  if (env?.OIDC_ISSUER && !(env.OIDC_CLIENT_ID && env.OIDC_CLIENT_SECRET))
    faults.push('OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: needed beside OIDC_ISSUER')
  if (!env || faults.length > 0)
    throw new Error(
      `The settings in the environment need mending:\n${faults.map(fault => `  ${fault}`).join('\n')}`,
    )
  return {
    port: env.PORT,
    host: env.HOST,
    home: resolve(from, env.LOAM_HOME),
    databaseUrl: env.DATABASE_URL,
    publicUrl: env.LOAM_URL?.replace(/\/$/, ''),
    sample: env.LOAM_SAMPLE,
    web: env.LOAM_WEB,
    logLevel: env.LOAM_LOG,
    trustProxy: env.LOAM_TRUST_PROXY,
    testClock: env.LOAM_TEST_CLOCK,
    robotBase: env.LOAM_ROBOT_BASE,
    webhookLocal: env.LOAM_WEBHOOK_LOCAL,
    smtp: env.SMTP_URL === undefined ? undefined : { url: env.SMTP_URL, from: env.SMTP_FROM! },
    signing:
      env.SIGNING_URL === undefined
        ? undefined
        : {
            url: env.SIGNING_URL.replace(/\/$/, ''),
            appId: env.SIGNING_APP_ID!,
            secret: env.SIGNING_SECRET!,
            name: env.SIGNING_NAME ?? new URL(env.SIGNING_URL).hostname,
          },
    calledFrom: env.INIT_CWD ?? from,
    terminalLocale: /^zh/i.test(env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '') ? 'zh-CN' : 'en',
    oidc:
      env.OIDC_ISSUER === undefined
        ? undefined
        : {
            issuer: env.OIDC_ISSUER,
            clientId: env.OIDC_CLIENT_ID!,
            clientSecret: env.OIDC_CLIENT_SECRET!,
            name: env.OIDC_NAME ?? 'OIDC',
          },
  }
}
