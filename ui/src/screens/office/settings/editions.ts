// Editions of the curriculum while they are edited: moving, adding and removing, and a name for the next. Pure.
import type { ModuleText, SessionText } from '../../../shell/schema'

/** A name that sorts after the last one: `2026-1`, then `2026-2`; editions are in force by the order of their names. */
export function nextEdition(last: string, today: string): string {
  const year = today.slice(0, 4)
  for (let number = 1; number <= 9; number += 1) {
    const name = `${year}-${number}`
    if (name > last) return name
  }
  return `${last}b`
}

/** The list with the one at `at` a place further (`by` 1) or nearer (-1). */
export function moved<T>(list: T[], at: number, by: 1 | -1): T[] {
  const next = [...list]
  const [one] = next.splice(at, 1)
  if (one === undefined || at + by < 0 || at + by > next.length) return list
  next.splice(at + by, 0, one)
  return next
}

export function without<T>(list: T[], at: number): T[] {
  return list.filter((_, index) => index !== at)
}

export const newSession = (): SessionText => ({ code: '', title: '' })
export const newModule = (): ModuleText => ({ code: '', title: '', topic: '', sessions: [newSession()] })

/** Whether every module and session has a title, every module its materi and at least one session. */
export function isWhole(modules: ModuleText[]): boolean {
  return (
    modules.length > 0 &&
    modules.every(
      (module) =>
        module.title.trim() !== '' &&
        module.topic.trim() !== '' &&
        module.sessions.length > 0 &&
        module.sessions.every((session) => session.title.trim() !== ''),
    )
  )
}
