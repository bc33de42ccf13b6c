// Who is silent, from the rows of a month: a person once, in however many kecamatan they work.
import type { PendampingMonth, Person } from '../../../shell/schema'

export interface SilentPerson {
  person: Person
  heard: string | null
  /** Groups of theirs of which no meeting is here this month. */
  missing: number
}

/** The longest silence first. */
export function silentPeople(rows: PendampingMonth[]): SilentPerson[] {
  const people = new Map<string, SilentPerson>()
  for (const row of rows) {
    if (!row.silent) continue
    const missing = Math.max(0, row.figures.groups - row.figures.groups_met)
    const known = people.get(row.person.id)
    if (known) known.missing += missing
    else people.set(row.person.id, { person: row.person, heard: row.last_heard, missing })
  }
  return [...people.values()].sort((a, b) => ((a.heard ?? '') < (b.heard ?? '') ? -1 : 1))
}
