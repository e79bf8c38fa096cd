export { robotBases, robots } from './robots.ts'
export { type SmtpConfig, smtpMail } from './smtp.ts'
export { privateToo, type WebhookOptions, webhooks } from './webhook.ts'
