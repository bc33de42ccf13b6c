// What can be chosen of recaps: months back from today, and which recap stands for whom. Pure.
import type { RecapFormat, RecapKind } from '../../shell/schema'

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
  const [year = 2000, month = 1] = today.split('-').map(Number)
  return Array.from({ length: MOST * 2 }, (_, back) => {
    const at = year * 12 + (month - 1) - back
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}

/** The name of a file; letters that it may not have become spaces. */
export function nameOf(words: string, from: string, to: string, format: RecapFormat): string {
  const months = from === to ? from : `${from} - ${to}`
  const safe = `${words} ${months}`.replace(/[\u0000-\u001f\\/:*?"<>|]+/g, ' ')
  return `${safe.replace(/ +/g, ' ').trim()}.${format}`
}
