export { robots } from './robots.ts'
export { smtpMail } from './smtp.ts'
export { privateToo, webhooks } from './webhook.ts'
