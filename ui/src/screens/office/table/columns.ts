// What a desk's table is made of, and how its rows are found and put in order. Knows no screen: texts come with the columns.

/** A column: what a row says in it, and how that is shown. */
export interface Col<Row> {
  /** Its stable name, under which the choice of columns is kept. */
  key: string
  label: string
  /** What rows are put in order by, and what is shown unless `text` says otherwise. Nothing stands last. */
  value: (row: Row) => string | number | null
  text?: (row: Row) => string
  /** Where the cell leads. */
  to?: (row: Row) => string | undefined
  num?: boolean
  tone?: (row: Row) => 'soft' | 'ok' | 'warn' | 'bad' | undefined
  /** Said where the pointer rests; what was shortened is said anyway. */
  hint?: (row: Row) => string | undefined
  /** Its texts say nothing if their end is missing, such as numbers of people: they never give way to other columns. */
  whole?: boolean
  /** So many letters of it stay in sight where it gives way; without it, what is usual. */
  letters?: number
  /** How long its texts may be; longer ones are shown by their beginning. */
  most?: number
  /** Not shown until somebody chooses it. */
  off?: boolean
}

/** `up`: from A, from the smallest, from the oldest. */
export interface TableOrder {
  key: string
  up: boolean
}

const MOST_SHOWN = 48

export function textOf<Row>(col: Col<Row>, row: Row): string {
  return col.text ? col.text(row) : String(col.value(row) ?? '')
}

export function shortened(text: string, most = MOST_SHOWN): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text
}

/** Without case and accents; what is no letter or digit parts words. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
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

/** Rows as spreadsheets take them from the clipboard. */
export function asTabs<Row>(cols: Col<Row>[], rows: Row[]): string {
  const line = (cells: string[]) => cells.map((cell) => cell.replace(/[\t\n\r]+/g, ' ')).join('\t')
  return [line(cols.map(({ label }) => label)), ...rows.map((row) => line(cols.map((col) => textOf(col, row))))].join(
    '\n',
  )
}

const KEPT = 'sesi.kolom.'

/** The columns that somebody chose on this device; those that the screen proposes where nobody did. */
export function keptColumns<Row>(name: string, cols: Col<Row>[]): string[] {
  const kept = window.localStorage.getItem(KEPT + name)
  const known = kept?.split(' ').filter((key) => cols.some((col) => col.key === key))
  return known?.length ? known : cols.filter(({ off }) => !off).map(({ key }) => key)
}

export function keepColumns(name: string, keys: string[]): void {
  window.localStorage.setItem(KEPT + name, keys.join(' '))
}
