// How the overview's tables are put in order. Knows no screen.
import type { MonthFigures } from '../../../shell/schema'

export type Column = 'name' | 'met' | 'hadir' | 'heard'
/** `up`: names from A, small figures and long silence first. */
export interface Order {
  column: Column
  up: boolean
}

/** What a row is put in order by. */
export interface Sortable {
  name: string
  figures: MonthFigures
  heard: string | null
}

/** A share from 0 to 1; -1 where there is nothing to share, so that it stands with the smallest. */
export function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : -1
}

function size(row: Sortable, column: Column): number | string {
  if (column === 'met') return share(row.figures.groups_met, row.figures.groups)
  if (column === 'hadir') return share(row.figures.hadir, row.figures.hadir + row.figures.absent)
  return row.heard ?? ''
}

/** The rows in order; equal ones by name. The rows given stay as they are. */
export function inOrder<Row extends Sortable>(rows: Row[], { column, up }: Order): Row[] {
  const byName = (a: Row, b: Row) => a.name.localeCompare(b.name, 'id')
  return [...rows].sort((a, b) => {
    if (column === 'name') return up ? byName(a, b) : byName(b, a)
    const [one, other] = [size(a, column), size(b, column)]
    if (one === other) return byName(a, b)
    return one < other === up ? -1 : 1
  })
}
