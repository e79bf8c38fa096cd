/** `1 / (1 + e^−x)`, without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const power = Math.exp(x)
  return power / (1 + power)
}

/** `ln(p / (1 − p))`, kept finite: p is drawn into [1e-12, 1 − 1e-12]. */
export function logit(p: number): number {
  const inside = Math.min(1 - 1e-12, Math.max(1e-12, p))
  return Math.log(inside / (1 - inside))
}

/** `ln(1 + e^x)`, without overflow: the loss of a case with log-odds `−x`. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}
