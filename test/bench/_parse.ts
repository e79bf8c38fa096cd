import { readFileSync } from 'node:fs'

/** What any program would have to do with the file first: read, parse each line, sort by time. `node _parse.ts FILE` */
const events: { at: number; id: string }[] = []
for (const line of readFileSync(process.argv[2]!, 'utf8').split('\n')) {
  if (line === '') continue
  const event = JSON.parse(line) as { id: string; at: string }
  events.push({ ...event, at: Date.parse(event.at) })
}
events.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
console.log(events.length)
