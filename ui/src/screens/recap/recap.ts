// What can be chosen of recaps: months back from today, and which recap stands for whom. Pure.
import type { RecapFormat, RecapKind } from '../../shell/schema'
import { monthAfter } from '../../text/format'
import { safeName } from '../files/naming'

/** Of an office, and of a pendamping's own phone. */
export const KINDS: { office: RecapKind[]; own: RecapKind[] } = {
  office: ['held', 'people', 'families', 'year'],
  own: ['year', 'families', 'held'],
}

/** The form of the first sheet of each. */
export const FIRST_SHEET: Record<RecapKind, string> = {
  held: 'pelaksanaan_bulan',
  people: 'rekap_pendamping',
  families: 'rekap_kpm',
  year: 'rekap_tahunan',
}

export const FORMATS: RecapFormat[] = ['xlsx', 'pdf', 'docx']

/** As many months as a recap has at the most, the latest first. */
export const MOST = 24

/** The months that can be chosen, the latest first, two full spans back. */
export function monthsBack(today: string): string[] {
  return Array.from({ length: MOST * 2 }, (_, back) => monthAfter(today.slice(0, 7), -back))
}

/** The name of a file. */
export function nameOf(words: string, from: string, to: string, format: RecapFormat): string {
  const months = from === to ? from : `${from} - ${to}`
  return `${safeName(`${words} ${months}`)}.${format}`
}
