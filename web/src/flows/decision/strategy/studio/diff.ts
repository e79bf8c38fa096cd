/** A stretch of text that both have, or that only one has. */
export interface Stretch {
  text: string
  how: 'same' | 'removed' | 'added'
}

/** Words of Latin letters and numbers stay whole; Chinese goes character by character. */
const piecesOf = (text: string): string[] => text.match(/[A-Za-z0-9.%]+|\s+|[\s\S]/gu) ?? []

/** Where two texts differ, by the longest common subsequence of their words. */
export function diffText(before: string, after: string): Stretch[] {
  const [a, b] = [piecesOf(before), piecesOf(after)]
  const width = b.length + 1
  const common = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
  const stretches: Stretch[] = []
  const add = (text: string, how: Stretch['how']) => {
    const last = stretches.at(-1)
    if (last?.how === how) last.text += text
    else stretches.push({ text, how })
  }
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && a[i] === b[j]) {
      add(a[i]!, 'same')
      i++
      j++
    } else if (j === b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!))
      add(a[i++]!, 'removed')
    else add(b[j++]!, 'added')
  }
  return stretches
}
