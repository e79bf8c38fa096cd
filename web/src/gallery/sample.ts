import type { Locale } from '#kernel/error.ts'
import { en } from './sample-en.ts'
import { zh } from './sample-zh.ts'
import type { Sample } from './shape.ts'

export const samples: Record<Locale, Sample> = { 'zh-CN': zh, en }
