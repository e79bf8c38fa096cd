import type { BuiltInRole } from '#platform/org/api.ts'

/** The company of the sample workspace: a distributor of medical devices in East China. None of it is real. */
export const company = '澄远医疗器械（华东）有限公司'

export interface SampleDepartment {
  key: string
  name: string
  parent?: string
  region?: string
}

export const regions = ['江苏', '浙江', '上海'] as const

export const departments: SampleDepartment[] = [
  { key: 'hq', name: '总经办' },
  { key: 'east', name: '华东大区', parent: 'hq' },
  { key: 'jiangsu', name: '江苏办事处', parent: 'east', region: '江苏' },
  { key: 'zhejiang', name: '浙江办事处', parent: 'east', region: '浙江' },
  { key: 'shanghai', name: '上海办事处', parent: 'east', region: '上海' },
  { key: 'service', name: '交付服务部', parent: 'hq' },
  { key: 'it', name: '数字化与合规部', parent: 'hq' },
]

export interface SamplePerson {
  key: string
  name: string
  title: string
  role: BuiltInRole
  department: string
  /** Shown on the sign-in page while the sample is there. */
  listed?: boolean
}

export const people: SamplePerson[] = [
  { key: 'linxiao', name: '林晓', title: '客户经理', role: 'rep', department: 'jiangsu', listed: true },
  { key: 'chenyu', name: '陈屿', title: '高级客户经理', role: 'rep', department: 'jiangsu' },
  { key: 'hejun', name: '何骏', title: '客户经理', role: 'rep', department: 'zhejiang' },
  { key: 'shenruolan', name: '沈若兰', title: '高级客户经理', role: 'rep', department: 'zhejiang' },
  { key: 'guping', name: '顾平', title: '客户经理', role: 'rep', department: 'shanghai' },
  { key: 'wangsiyuan', name: '王思远', title: '江苏办事处经理', role: 'manager', department: 'jiangsu' },
  {
    key: 'zhouhaining',
    name: '周海宁',
    title: '华东大区总监',
    role: 'director',
    department: 'east',
    listed: true,
  },
  { key: 'jiangwei', name: '蒋蔚', title: '总经理', role: 'director', department: 'hq' },
  {
    key: 'tangshuo',
    name: '唐朔',
    title: '交付主管',
    role: 'delivery',
    department: 'service',
    listed: true,
  },
  { key: 'qinlan', name: '秦岚', title: '财务经理', role: 'finance', department: 'hq', listed: true },
  { key: 'xujing', name: '许静', title: '合规专员', role: 'compliance', department: 'it', listed: true },
  { key: 'fangzhe', name: '方哲', title: '系统管理员', role: 'admin', department: 'it', listed: true },
]
