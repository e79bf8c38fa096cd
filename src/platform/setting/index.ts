export { readSetting, type Setting, writeSetting } from './setting.ts'
export { settingRoutes } from './workspace.ts'
