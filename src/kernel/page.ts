/** One page of a list. `total` is exact up to `totalCap`, beyond which `totalIsCapped` is true. */
export interface Page<T> {
  items: T[]
  total: number
  totalIsCapped: boolean
}
