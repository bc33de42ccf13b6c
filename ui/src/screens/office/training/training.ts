// Words and days that the screens about trainings share. Pure.
import type { TrainingKind } from '../../../shell/schema'
import { formatDay } from '../../../text/format'
import { language, t } from '../../../text/text.svelte'

export const KINDS: TrainingKind[] = ['diklat', 'bimtek', 'coaching', 'elearning', 'uji', 'lainnya']
/** Longer events keep no attendance by half day. */
export const MOST_DAYS = 21

export function kindName(kind: TrainingKind): string {
  return t(`training.kind_${kind}`)
}

/** `3 Sep 2026 pagi` of `2026-09-03.p`. */
export function halfName(half: string, today: string): string {
  const [day = '', part] = half.split('.')
  const name = t(part === 's' ? 'training.afternoon' : 'training.morning')
  return `${formatDay(day, language(), today)}, ${name.toLowerCase()}`
}

/** The first and the last day in one text. */
export function days(starts: string, ends: string, today: string): string {
  const first = formatDay(starts, language(), today)
  return starts === ends ? first : `${first} – ${formatDay(ends, language(), today)}`
}

/** The days from the first to the last; none where they are none, or too many. */
export function daysBetween(starts: string, ends: string): string[] {
  const first = Date.parse(`${starts}T00:00:00Z`)
  const last = Date.parse(`${ends || starts}T00:00:00Z`)
  const DAY = 86_400_000
  const many = Math.round((last - first) / DAY) + 1
  if (!(many >= 1 && many <= MOST_DAYS)) return []
  return Array.from({ length: many }, (_, at) => new Date(first + at * DAY).toISOString().slice(0, 10))
}
