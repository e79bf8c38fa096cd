export { leadRoutes } from './routes.ts'
export { type LeadPorts, type Leads, makeLeads, need as needLead } from './service.ts'
