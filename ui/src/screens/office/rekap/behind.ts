// What is behind the figures of a rekap: which families and meetings a figure counted. Pure.
import type { CountedFamily, Figures, KecamatanRekap, Rekap, Row } from '../../../shell/schema'

export type FigureColumn = keyof Figures

/** The figures in the order of the form; `edge` begins a group of columns. */
export const COLUMNS: { name: FigureColumn; edge: boolean }[] = [
  { name: 'groups', edge: true },
  { name: 'groups_met', edge: false },
  { name: 'families', edge: true },
  { name: 'hadir', edge: true },
  { name: 'tidak_hadir', edge: false },
  { name: 'kurang', edge: true },
  { name: 'baik', edge: false },
  { name: 'sangat_baik', edge: false },
  { name: 'tidak_dapat_dinilai', edge: false },
]

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
export function filterOf(column: FigureColumn): FamilyFilter | undefined {
  return (FILTERS as string[]).includes(column) ? (column as FamilyFilter) : column === 'families' ? 'semua' : undefined
}

export function kecamatanOf(rekap: Rekap | undefined, code: string): KecamatanRekap | undefined {
  return rekap?.kecamatan.find((each) => each.code === code)
}

/** The row of a pendamping in a kecamatan; of the groups without one for `NOBODY`. */
export function rowOf(kecamatan: KecamatanRekap | undefined, pendamping: string): Row | undefined {
  return kecamatan?.rows.find((row) => (row.pendamping ?? NOBODY) === pendamping)
}
