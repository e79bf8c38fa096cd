import { boolean, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const region = pgTable('region', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
})

export const department = pgTable('department', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  parentId: uuid('parent_id'),
  regionId: uuid('region_id'),
  headId: uuid('head_id'),
})

export const role = pgTable('role', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  builtIn: text('built_in'),
  permissions: text('permissions').array().notNull(),
  scope: text('scope').notNull(),
  scopeDepartments: uuid('scope_departments').array().notNull(),
})

export const member = pgTable('member', {
  workspaceId: uuid('workspace_id').notNull(),
  userId: uuid('user_id').notNull(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  phone: text('phone'),
  title: text('title'),
  roleId: uuid('role_id').notNull(),
  departmentId: uuid('department_id'),
  locale: text('locale').notNull(),
  active: boolean('active').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})
