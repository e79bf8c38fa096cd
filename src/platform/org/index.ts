export { checkRole, makeOrg, type Org } from './manage.ts'
export { type Actor, roleDefaults, type Scope, systemActor } from './model.ts'
export { orgRoutes } from './routes.ts'
export { findByRole } from './service.ts'
export {
  departmentsAbove,
  departmentsBelow,
  findDepartment,
  findMember,
  findRole,
  holdersOf,
  insertBuiltInRoles,
  insertMember,
  membership,
  readOrganisation,
  scopeOf,
  visible,
} from './store.ts'
export { department, member, region, role } from './tables.ts'
