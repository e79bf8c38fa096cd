export { type Changes, changedTags, changing, definedOnly, departmentOf, differing, stale } from './change.ts'
export { byName, countUpTo, found, nameFirst, ordered, ownerIs, when } from './list.ts'
