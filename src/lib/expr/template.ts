import type { Locale, LocalText } from '#kernel/error.ts'
import type { Run } from './calls.ts'
import { compileExpr, type Scope } from './compile.ts'
import { type ParsedExpr, parseExpr } from './parse.ts'
import { toText } from './result.ts'
import { Fail, type Frame } from './value.ts'

/** A text with `{{ CEL }}` inside, parsed. */
export interface Template {
  parts: (string | ParsedExpr)[]
}

export type TemplateResult = { ok: true; template: Template } | { ok: false; message: LocalText }

/** Parses a text with `{{ CEL }}` inside. A placeholder ends at the first `}}` after which it parses. */
export function parseTemplate(text: string): TemplateResult {
  const parts: (string | ParsedExpr)[] = []
  let from = 0
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    const found = parsePlaceholder(text, open + 2)
    if ('message' in found) return { ok: false, message: found.message }
    if (open > from) parts.push(text.slice(from, open))
    parts.push(found.parsed)
    from = found.end
  }
  if (from < text.length) parts.push(text.slice(from))
  return { ok: true, template: { parts } }
}

function parsePlaceholder(
  text: string,
  start: number,
): { parsed: ParsedExpr; end: number } | { message: LocalText } {
  let message: LocalText = { 'zh-CN': '“{{”没有对应的“}}”', en: 'A "{{" has no "}}"' }
  let isFirst = true
  for (let close = text.indexOf('}}', start); close >= 0; close = text.indexOf('}}', close + 1)) {
    const result = parseExpr(text.slice(start, close).trim())
    if (result.ok) return { parsed: result.parsed, end: close + 2 }
    if (isFirst) message = result.message
    isFirst = false
  }
  return { message }
}

export interface Rendered {
  text: string
  /** Messages of the placeholders in error; each stands as `—` in the text. */
  errors: string[]
}

/** Makes a template ready to render in one language. */
export function renderTemplate(template: Template, scope: Scope, locale: Locale): (frame: Frame) => Rendered {
  const separator = locale === 'zh-CN' ? '、' : ', '
  const parts = template.parts.map(part => (typeof part === 'string' ? part : compileExpr(part, scope)))
  return frame => {
    const errors: string[] = []
    const text = parts.map(part =>
      typeof part === 'string' ? part : renderPart(part, frame, separator, errors),
    )
    return { text: text.join(''), errors }
  }
}

function renderPart(run: Run, frame: Frame, separator: string, errors: string[]): string {
  const text = toText(run(frame), separator)
  if (!(text instanceof Fail)) return text
  errors.push(text.message)
  return '—'
}
