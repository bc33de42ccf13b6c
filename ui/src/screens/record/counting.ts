// How the families of the form are marked, and what is left to be done.
import type { Aspect, FamilyLine, Mark, Rating, Tally } from '../../shell/schema'

export const MARKS: Mark[] = ['hadir', 'sakit', 'alfa']
export const RATINGS: Rating[] = ['kurang', 'baik', 'sangat_baik', 'tidak_dapat_dinilai']
export const ASPECTS: Aspect[] = ['proses', 'materi', 'partisipasi', 'hasil', 'kendala']

type Marks = { [key in string]?: Mark }

/** The four add up to the families. */
export function tallyOf(families: FamilyLine[], marks: Marks): Tally {
  const tally: Tally = { hadir: 0, sakit: 0, alfa: 0, unmarked: 0 }
  for (const family of families) tally[marks[family.key] ?? 'unmarked'] += 1
  return tally
}

/** The marks with everybody unmarked present, and who that was. Nobody's mark is changed. */
export function allPresent(families: FamilyLine[], marks: Marks): { marks: Record<string, Mark>; filled: string[] } {
  const filled = families.filter((family) => marks[family.key] === undefined).map((family) => family.key)
  const next: Record<string, Mark> = {}
  for (const [key, mark] of Object.entries(marks)) if (mark) next[key] = mark
  for (const key of filled) next[key] = 'hadir'
  return { marks: next, filled }
}

/** Characters as the form counts them: code points, so that a letter is one wherever it comes from. */
export function characters(text: string): number {
  return [...text].length
}

/** Characters of the five aspects together. */
export function notesLength(notes: { [key in Aspect]?: string }): number {
  return ASPECTS.reduce((sum, aspect) => sum + characters(notes[aspect] ?? ''), 0)
}

/** Whether a name, or what stands beside it, holds every word that is searched. */
export function fits(family: FamilyLine, search: string): boolean {
  const text = `${family.name} ${family.address ?? ''}`.toLocaleLowerCase('id')
  return search
    .toLocaleLowerCase('id')
    .split(/\s+/)
    .every((word) => text.includes(word))
}
