import type { ContractView } from '#collaboration/contract/api.ts'
import css from './contract.module.css'

type Pieces = ContractView['clauses'][number]['redline']

/** What was taken out and put in, marked by line and colour. */
export function Redline({ pieces }: { pieces: Pieces }) {
  return (
    <span className={css.redline}>
      {placed(pieces).map(({ change, text, at }) => {
        if (change === 'added') return <ins key={at}>{text}</ins>
        if (change === 'removed') return <del key={at}>{text}</del>
        return <span key={at}>{text}</span>
      })}
    </span>
  )
}

/** Pieces with the place at which they begin. */
function placed(pieces: Pieces) {
  let at = 0
  return pieces.map(piece => {
    const begin = at
    at += piece.text.length
    return { ...piece, at: begin }
  })
}
