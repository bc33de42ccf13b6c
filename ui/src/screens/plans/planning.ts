// What the screens of plans share: words of sessions and states, the days of a month, and a month as it is edited.
import type { PlanCell, PlanState, PlanWords, SessionName } from '../../shell/schema'
import { formatMinutes } from '../../text/format'
import { sessionLine } from '../../text/session'
import { language, t } from '../../text/text.svelte'

export type Tone = 'plain' | 'ok' | 'warn' | 'bad' | 'brand'

export const TONES: Record<PlanState, Tone> = {
  planned: 'brand',
  done: 'ok',
  other: 'ok',
  missed: 'bad',
  off: 'plain',
  unplanned: 'warn',
  empty: 'plain',
}

/** The states that figures count, in the order of the form. */
export const COUNTED = ['done', 'other', 'missed', 'off', 'unplanned'] as const

export const named = (sessions: SessionName[]): string => sessions.map(sessionLine).join('; ')

/** `09.00–11.00`; nothing where no time is known. */
export function times(starts: number | null, ends: number | null): string {
  if (starts === null) return ''
  const time = (minutes: number) => formatMinutes(minutes, language())
  return ends === null ? time(starts) : `${time(starts)}–${time(ends)}`
}

/** Every day of `2026-11`. */
export function daysOf(month: string): string[] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate()
  return Array.from({ length: count }, (_, at) => `${month}-${String(at + 1).padStart(2, '0')}`)
}

/** How many days of the week stand before the first of a month; weeks begin on Monday. */
export function blanksBefore(month: string): number {
  return (new Date(`${month}-01T00:00:00Z`).getUTCDay() + 6) % 7
}

/** A month as it is edited. */
export function wordsOf(cell: PlanCell): PlanWords {
  return {
    month: Number(cell.month.slice(5)),
    sessions: cell.sessions.map(({ code }) => code),
    date: cell.date,
    starts: cell.starts,
    ends: cell.ends,
    place: cell.place ?? '',
    reason: cell.reason ?? '',
  }
}

export const stateOf = (state: PlanState, late: boolean): string => (late ? t('plans.late') : t(`plans.state_${state}`))
