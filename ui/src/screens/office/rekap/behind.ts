// What is behind the figures of a rekap: which families and meetings a figure counted. Pure.
import type { CountedFamily, Figures, KecamatanRekap, RekapView, Row, Table } from '../../../shell/schema'

/** Which families of a row are shown: all, or those that a figure counted. */
export type FamilyFilter = 'semua' | 'hadir' | 'tidak_hadir' | 'kurang' | 'baik' | 'sangat_baik' | 'tidak_dapat_dinilai'
export const FILTERS: FamilyFilter[] = [
  'semua',
  'hadir',
  'tidak_hadir',
  'kurang',
  'baik',
  'sangat_baik',
  'tidak_dapat_dinilai',
]

/** Stands in an address for the groups without a pendamping. */
export const NOBODY = 'tanpa'

export function fits(family: CountedFamily, filter: FamilyFilter): boolean {
  switch (filter) {
    case 'semua':
      return true
    case 'hadir':
      return family.hadir
    case 'tidak_hadir':
      return !family.hadir
    default:
      return family.level === filter
  }
}

/** The filter that a figure's column leads to. */
export function filterOf(column: string): FamilyFilter | undefined {
  return (FILTERS as string[]).includes(column) ? (column as FamilyFilter) : column === 'families' ? 'semua' : undefined
}

export function kecamatanOf(rekap: RekapView | undefined, code: string): KecamatanRekap | undefined {
  return rekap?.kecamatan.find((each) => each.code === code)
}

/** The row of a pendamping in a kecamatan; of the groups without one for `NOBODY`. */
export function rowOf(kecamatan: KecamatanRekap | undefined, pendamping: string): Row | undefined {
  return kecamatan?.rows.find((row) => (row.pendamping ?? NOBODY) === pendamping)
}

/** The table of a kecamatan, whose rows are its rows. */
export function tableOf(rekap: RekapView, code: string): Table | undefined {
  const at = rekap.kecamatan.findIndex((each) => each.code === code)
  return rekap.tables.kecamatan[at]
}

/** What stands beside the groups that met: how many did not, and where they are named. */
export interface Beside {
  key: string
  n: number
  to: string
}

export function unmetBeside(figures: Figures, to: string): Beside {
  return { key: 'groups_met', n: figures.groups - figures.groups_met, to }
}
