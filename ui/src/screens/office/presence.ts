// What is said of somebody's presence before it is saved. Pure.
import type { Presence } from '../../shell/schema'

/** `none` takes back what was said. */
export type Said = Presence | 'none'

/** As it is saved: by person, and nothing for what is taken back. */
export function presencesOf(said: Record<string, Said>): Record<string, Presence | null> {
  return Object.fromEntries(Object.entries(said).map(([who, one]) => [who, one === 'none' ? null : one]))
}
