// How long ago something was, in the words of the catalogue and the zone of the office.
import { standing } from '../state/standing.svelte'
import { dayAt, daysBetween, formatDay, timeAt } from './format'
import { language, t } from './text.svelte'

/** `hari ini 10.42`, `kemarin 16.12`, `9 hari lalu`, later the day itself. */
export function whenAt(instant: string): string {
  const offset = standing.offset
  const day = dayAt(instant, offset)
  const time = timeAt(instant, offset, language())
  const days = daysBetween(day, standing.today)
  if (days <= 0) return t('when.today_at', { time })
  if (days === 1) return t('when.yesterday_at', { time })
  if (days <= 30) return t('when.days_ago', { n: days })
  return formatDay(day, language(), standing.today)
}

/** The full moment, `Sel, 24 Nov 2026 10.42`. */
export function momentAt(instant: string): string {
  const offset = standing.offset
  return `${formatDay(dayAt(instant, offset), language())} ${timeAt(instant, offset, language())}`
}

/** `hari ini`, `kemarin`, `9 hari lalu`, later the day itself. */
export function whenDay(day: string): string {
  const days = daysBetween(day, standing.today)
  if (days === 0) return t('when.today')
  if (days === 1) return t('when.yesterday')
  if (days > 1 && days <= 30) return t('when.days_ago', { n: days })
  return formatDay(day, language(), standing.today)
}
