export { minorDigits } from './model.ts'
export { opportunityRoutes } from './routes.ts'
export {
  makeOpportunities,
  need as needOpportunity,
  type Opportunities,
  type OpportunityPorts,
} from './service.ts'
