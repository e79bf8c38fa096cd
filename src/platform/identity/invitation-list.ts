import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { LocalText } from '#kernel/error.ts'

/** One person as a pasted list names them; role and department by their names. */
export interface ListedPerson {
  line: number
  email: string
  name: string | null
  role: string | null
  department: string | null
}

export interface ReadList {
  people: ListedPerson[]
  faults: { line: number; message: LocalText }[]
}

const heads: Record<Exclude<keyof ListedPerson, 'line'>, RegExp> = {
  email: /^(邮箱|电子邮件|电子邮箱|工作邮箱|e-?mail.*)$/i,
  name: /^(姓名|名字|name|full name)$/i,
  role: /^(角色|role)$/i,
  department: /^(部门|department)$/i,
}

/**
 * Reads people to invite from pasted text: e-mails separated by lines, commas, semicolons or spaces, also as
 * `林晓 <lin@example.com>`; or a table (comma, semicolon or tab) whose first row names its columns.
 * The same e-mail twice is taken once.
 */
export function readList(text: string): ReadList {
  const table = readTable(text)
  const raw = table ?? readLoose(text)
  const people: ListedPerson[] = []
  const faults: ReadList['faults'] = []
  const seen = new Set<string>()
  for (const person of raw) {
    const email = person.email.trim().toLowerCase()
    if (!z.email().max(254).safeParse(email).success) {
      faults.push({ line: person.line, message: notAnEmail(person.email) })
    } else if (!seen.has(email)) {
      seen.add(email)
      people.push({ ...person, email })
    }
  }
  return { people, faults }
}

const notAnEmail = (found: string): LocalText => ({
  'zh-CN': found === '' ? '这一行没有邮箱。' : `「${found.slice(0, 60)}」不是有效的邮箱。`,
  en: found === '' ? 'There is no e-mail in this line.' : `“${found.slice(0, 60)}” is not a valid e-mail.`,
})

/** A table, if the first line names an e-mail column; else undefined. */
function readTable(text: string): ListedPerson[] | undefined {
  const first =
    text
      .replace(/^\uFEFF/, '')
      .trimStart()
      .split(/\r?\n/, 1)[0] ?? ''
  if (first.includes('@')) return undefined
  const delimiter = ['\t', ',', ';', '，'].find(mark => first.includes(mark)) ?? ','
  // The library's types don't know what `info` does to a row.
  const rows = parse(text.replace(/\r\n?/g, '\n').trimEnd(), {
    bom: true,
    delimiter,
    trim: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    info: true,
  }) as unknown as { record: string[]; info: { lines: number } }[]
  const titles = rows[0]?.record ?? []
  const column = (key: keyof typeof heads) => titles.findIndex(title => heads[key].test(title))
  if (column('email') < 0) return undefined
  const cell = (record: string[], key: keyof typeof heads) => record[column(key)] || null
  return rows.slice(1).map(({ record, info }) => ({
    line: info.lines,
    email: cell(record, 'email') ?? '',
    name: cell(record, 'name'),
    role: cell(record, 'role'),
    department: cell(record, 'department'),
  }))
}

function readLoose(text: string): ListedPerson[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const named = [...content.matchAll(/([^<>,;，；]*)<([^<>]+)>/g)]
    const pairs: [email: string, name: string][] =
      named.length > 0
        ? named.map(([, name = '', email = '']) => [email, name])
        : content.split(/[\s,;，；、]+/).map(email => [email, ''])
    return pairs
      .filter(([email]) => email !== '')
      .map(([email, name]) => ({
        line: index + 1,
        email,
        name: name.trim() || null,
        role: null,
        department: null,
      }))
  })
}
