// How the rows of a desk's table are found and put in order. Knows no screen.
import { folded } from '../../../text/folded'
import { textOf, type Col } from './columns'

/** `up`: from A, from the smallest, from the oldest. */
export interface TableOrder {
  key: string
  up: boolean
}

/** The order after a head was pressed: from A first, and the other way round at the second press. */
export function orderAfter(order: TableOrder | undefined, key: string): TableOrder {
  return { key, up: order?.key === key ? !order.up : true }
}

/** As people put names in order: without case, `Melati 2` before `Melati 10`. */
function orderKey(value: string | number | null): string | number {
  if (typeof value === 'number') return value
  return folded(value ?? '').replace(/\d+/g, (digits) => digits.padStart(9, '0'))
}

/** Rows with what is computed once for all of them, so that a letter typed or a head pressed costs a pass and no more. */
export class Rows<Row> {
  readonly all: Row[]
  readonly #cols: Col<Row>[]
  #texts: string[] | undefined
  readonly #keys = new Map<string, (string | number)[]>()

  constructor(all: Row[], cols: Col<Row>[]) {
    this.all = all
    this.#cols = cols
  }

  /** The rows that have every word somewhere, in order; equal ones as they came. */
  find(typed: string, order: TableOrder | undefined, fits?: (row: Row) => boolean): Row[] {
    const words = folded(typed).split(/\s+/).filter(Boolean)
    let places = this.all.map((_, at) => at)
    if (fits) places = places.filter((at) => fits(this.all[at] as Row))
    if (words.length > 0) {
      this.#texts ??= this.all.map((row) => folded(this.#cols.map((col) => textOf(col, row)).join(' · ')))
      const texts = this.#texts
      places = places.filter((at) => words.every((word) => (texts[at] ?? '').includes(word)))
    }
    const col = order && this.#cols.find((each) => each.key === order.key)
    if (col) {
      const keys = this.#keysOf(col)
      const sign = order.up ? 1 : -1
      places.sort((a, b) => {
        const [one, other] = [keys[a] ?? '', keys[b] ?? '']
        if (one === other) return a - b
        if (one === '') return 1
        if (other === '') return -1
        return one < other ? -sign : sign
      })
    }
    return places.map((at) => this.all[at] as Row)
  }

  #keysOf(col: Col<Row>): (string | number)[] {
    const known = this.#keys.get(col.key)
    if (known) return known
    const keys = this.all.map((row) => orderKey(col.value(row)))
    this.#keys.set(col.key, keys)
    return keys
  }
}
