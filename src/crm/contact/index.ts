export { contactRoutes } from './routes.ts'
export { type ContactPorts, type Contacts, makeContacts, need as needContact } from './service.ts'
export { contact } from './tables.ts'
