// What is behind the figures of a rekap: which families and meetings a figure counted. Pure.
import type { CountedFamily, Figures, KecamatanRekap, RekapView, Row, Table } from '../../../shell/schema'

/** The figures that count families: all but those of groups, behind which stands what did not meet. */
type FamilyFigure = Exclude<keyof Figures, 'groups' | 'groups_met'>

/** Whom each of them counts, as `figures!` in the core says it. A figure that is added there does not compile here until it is told. */
const COUNTS: Record<FamilyFigure, (family: CountedFamily) => boolean> = {
  families: () => true,
  hadir: (family) => family.hadir,
  tidak_hadir: (family) => !family.hadir,
  kurang: (family) => family.level === 'kurang',
  baik: (family) => family.level === 'baik',
  sangat_baik: (family) => family.level === 'sangat_baik',
  tidak_dapat_dinilai: (family) => family.level === 'tidak_dapat_dinilai',
}

/** Which families of a row are shown: all, or those that a figure counted. */
export type FamilyFilter = 'semua' | Exclude<FamilyFigure, 'families'>
export const FILTERS = Object.keys(COUNTS).map((figure) => (figure === 'families' ? 'semua' : figure)) as FamilyFilter[]

/** Stands in an address for the groups without a pendamping. */
export const NOBODY = 'tanpa'

export function fits(family: CountedFamily, filter: FamilyFilter): boolean {
  return COUNTS[filter === 'semua' ? 'families' : filter](family)
}

/** The filter that a figure's column leads to. */
export function filterOf(column: string): FamilyFilter | undefined {
  return FILTERS.find((filter) => filter === (column === 'families' ? 'semua' : column))
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
