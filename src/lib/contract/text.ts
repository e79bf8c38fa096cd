const placeholder = /\{\{\s*([\w.-]{1,60})\s*\}\}/g

/** The names in `{{name}}` of a clause, each once, in the order of the text. */
export const placeholdersOf = (text: string): string[] => [
  ...new Set([...text.matchAll(placeholder)].map(([, name]) => name!)),
]

/** The text with its values put in; a name without a value stays as `{{name}}` and is told by `unfilled`. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(placeholder, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole))

/** Names in a text that have no value, or an empty one. */
export const unfilled = (text: string, values: Readonly<Record<string, string>>): string[] =>
  placeholdersOf(text).filter(name => !Object.hasOwn(values, name) || values[name]!.trim() === '')
