export { readSetting, type Setting, writeSetting } from './setting.ts'
