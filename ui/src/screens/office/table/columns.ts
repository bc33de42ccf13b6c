// What a desk's table is made of: its columns, and what a row says in each. Knows no screen: texts come with the columns.

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

const MOST_SHOWN = 48

export function textOf<Row>(col: Col<Row>, row: Row): string {
  return col.text ? col.text(row) : String(col.value(row) ?? '')
}

export function shortened(text: string, most = MOST_SHOWN): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text
}

/** Rows as spreadsheets take them from the clipboard. */
export function asTabs<Row>(cols: Col<Row>[], rows: Row[]): string {
  const line = (cells: string[]) => cells.map((cell) => cell.replace(/[\t\n\r]+/g, ' ')).join('\t')
  return [line(cols.map(({ label }) => label)), ...rows.map((row) => line(cols.map((col) => textOf(col, row))))].join(
    '\n',
  )
}
