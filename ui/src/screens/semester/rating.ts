// The ratings of a half year on the screen: what the core answered, and what was tapped since.
import type { Rating, SemesterLine } from '../../shell/schema'
import { t } from '../../text/text.svelte'

export type Scale = 'behaviour' | 'potential'
export const SCALES: Scale[] = ['behaviour', 'potential']

/** What was tapped and is not saved yet: by scale and key; null takes a rating back. */
export type Tapped = Record<Scale, Record<string, Rating | null>>

export const nothing = (): Tapped => ({ behaviour: {}, potential: {} })

export const isNothing = (tapped: Tapped): boolean => SCALES.every((scale) => Object.keys(tapped[scale]).length === 0)

/** The rating that a family has, as the screen shows it. */
export function shown(line: SemesterLine, scale: Scale, tapped: Tapped): Rating | null {
  const said = tapped[scale][line.key]
  return said === undefined ? (line[scale]?.rating ?? null) : said
}

/** The taps after one more: the same rating again takes it back, but not one that another group gave. */
export function tap(line: SemesterLine, scale: Scale, rating: Rating, tapped: Tapped): Tapped {
  const again = shown(line, scale, tapped) === rating
  const given = line[scale]
  if (again && given?.elsewhere && tapped[scale][line.key] === undefined) return tapped
  const said = { ...tapped[scale] }
  const before = given && !given.elsewhere ? given.rating : null
  const next = again ? null : rating
  // What is as it was saved needs no saving.
  if (next === before) delete said[line.key]
  else said[line.key] = next
  return { ...tapped, [scale]: said }
}

/** How many families nobody rated. */
export function unrated(lines: SemesterLine[], scale: Scale, tapped: Tapped): number {
  return lines.filter((line) => shown(line, scale, tapped) === null).length
}

/** `Juli–Desember 2026` for `2026-2`. */
export function halfYear(semester: string): string {
  const [year = '', half] = semester.split('-')
  return t(half === '1' ? 'semester.first' : 'semester.second', { year })
}
