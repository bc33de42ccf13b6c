// A report's table as a screen shows it: which of its columns stand here, and the heads above them. Pure; it knows no report.
import type { Cell, Head, Table, Words } from '../../../shell/schema'

/** A column that is shown: its head, its place in the table's rows, and whether a line stands at its left. */
export interface Shown {
  head: Head
  at: number
  edge: boolean
}

/** The columns that `wanted` keeps. The number of a row is left out: a screen shows no numbers of rows. */
export function shown(table: Table, wanted: (head: Head) => boolean): Shown[] {
  const kept = table.columns
    .map((head, at) => ({ head, at }))
    .filter(({ head }) => head.kind !== 'place' && wanted(head))
  return kept.map(({ head, at }, index) => {
    const before = kept[index - 1]?.head
    return { head, at, edge: head.kind === 'figure' && !(head.group && sameHead(before?.group, head.group)) }
  })
}

/** The heads of the upper line: words over several columns, or a column of its own that goes over both lines. */
export function upper(columns: Shown[]): { words: Words | undefined; columns: Shown[] }[] {
  const runs: { words: Words | undefined; columns: Shown[] }[] = []
  for (const column of columns) {
    const last = runs[runs.length - 1]
    if (column.head.group && last?.words && sameHead(last.words, column.head.group)) last.columns.push(column)
    else runs.push({ words: column.head.group ?? undefined, columns: [column] })
  }
  return runs
}

export const cellOf = (row: Cell[] | null | undefined, { at }: Shown): Cell => row?.[at] ?? null

function sameHead(a: Words | null | undefined, b: Words): boolean {
  return a?.id === b.id
}
