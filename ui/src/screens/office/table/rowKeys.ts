// The keys of a table: all its rows are one stop of the Tab key, and these lead from row to row.

/** The row to which a key leads from the one at `here`; none where the key leads nowhere. `page` rows are a page. */
export function rowAfter(key: string, here: number, last: number, page: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    PageDown: here + page,
    PageUp: here - page,
    Home: 0,
    End: last,
  }
  const next = steps[key]
  return next === undefined ? undefined : Math.min(last, Math.max(0, next))
}
