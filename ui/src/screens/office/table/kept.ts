// Which columns of a table somebody chose to see on this device.
import type { Col } from './columns'

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

/** Those columns with one more or one less, in the table's order. */
export function turned<Row>(cols: Col<Row>[], keys: string[], key: string, on: boolean): string[] {
  return cols.map((col) => col.key).filter((each) => (each === key ? on : keys.includes(each)))
}

/** The columns to show: the first, which says whose row it is, and those that are chosen. */
export function shownOf<Row>(cols: Col<Row>[], keys: string[]): Col<Row>[] {
  return cols.filter(({ key }, place) => place === 0 || keys.includes(key))
}
