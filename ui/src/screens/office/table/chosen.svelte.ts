// Which rows of a table are chosen. One that is not found any more stays chosen, and comes back with its tick; nothing is done with it
// meanwhile.

export class Chosen<Row> {
  #ids = $state.raw(new Set<string>())
  #found: () => Row[]
  #id: (row: Row) => string
  /** Those among the rows that are found, in their order. */
  rows = $derived.by(() => this.#found().filter((row) => this.has(row)))

  /** `found` reads the rows that are found. */
  constructor(found: () => Row[], id: (row: Row) => string) {
    this.#found = found
    this.#id = id
  }

  /** How many of the rows that are found. */
  get extent(): 'none' | 'some' | 'all' {
    if (this.rows.length === 0) return 'none'
    return this.rows.length < this.#found().length ? 'some' : 'all'
  }

  has(row: Row): boolean {
    return this.#ids.has(this.#id(row))
  }

  set(row: Row, on: boolean): void {
    const next = new Set(this.#ids)
    if (on) next.add(this.#id(row))
    else next.delete(this.#id(row))
    this.#ids = next
  }

  /** Every row that is found and no other, or none. */
  setAll(on: boolean): void {
    this.#ids = on ? new Set(this.#found().map(this.#id)) : new Set()
  }

  clear = (): void => this.setAll(false)
}
