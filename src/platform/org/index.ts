export { checkRole, makeOrg, type Org } from './manage.ts'
export { type Actor, type Scope, systemActor } from './model.ts'
export { orgRoutes } from './routes.ts'
export { findByRole } from './service.ts'
export {
  departmentsAbove,
  findDepartment,
  findMember,
  holdersOf,
  insertBuiltInRoles,
  insertMember,
  membership,
  readOrganisation,
  scopeOf,
  visible,
} from './store.ts'
export { department, member, region } from './tables.ts'
