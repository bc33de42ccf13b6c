// How the families of the form are marked, and what is left to be done.
import type { Aspect, FamilyLine, Mark, MeetingDraft, Rating, Tally } from '../../shell/schema'

export const MARKS: Mark[] = ['hadir', 'sakit', 'alfa']
export const RATINGS: Rating[] = ['kurang', 'baik', 'sangat_baik', 'tidak_dapat_dinilai']
export const ASPECTS: Aspect[] = ['proses', 'materi', 'partisipasi', 'hasil', 'kendala']

type Marks = { [key in string]?: Mark }

/** Gives a family a mark; the one that it has is taken back. Only who is present keeps a rating. */
export function turnMark(draft: Pick<MeetingDraft, 'marks' | 'ratings'>, key: string, chosen: Mark): void {
  const taken = draft.marks[key] === chosen
  if (taken) delete draft.marks[key]
  else draft.marks[key] = chosen
  if (taken || chosen !== 'hadir') delete draft.ratings[key]
}

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

/** The marks without those that `filled` made present and that nobody changed since. */
export function takeBack(filled: string[], marks: Marks): Record<string, Mark> {
  const next: Record<string, Mark> = {}
  for (const [key, mark] of Object.entries(marks)) {
    if (mark && !(mark === 'hadir' && filled.includes(key))) next[key] = mark
  }
  return next
}

/** The letter under which a family is looked for; `#` where its name begins with none. */
export function initialOf(family: FamilyLine): string {
  const first = family.name.trim().charAt(0).toLocaleUpperCase('id')
  return /\p{L}/u.test(first) ? first : '#'
}

/** Those letters of a list, each once, from A on. */
export function initialsOf(families: FamilyLine[]): string[] {
  return [...new Set(families.map(initialOf))].sort((one, other) => one.localeCompare(other, 'id'))
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
