// Numbers, days and times as people of either language write them. Days are the office's: `2026-11-24` has no zone;
// an instant is shown in the office's zone, whose minutes east of UTC are passed in.
import type { Language } from './text.svelte'

const DAY = 86_400_000

// Written out: a formatter of the browser's costs a cheap phone some ten milliseconds before its first word, and says other things in
// each version (`Sep`, `Sept`).
const MONTHS: Record<Language, string[]> = {
  id: 'Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
}
const SHORT_MONTHS: Record<Language, string[]> = {
  id: 'Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des'.split(' '),
  en: 'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec'.split(' '),
}
const WEEKDAYS: Record<Language, string[]> = {
  id: 'Minggu Senin Selasa Rabu Kamis Jumat Sabtu'.split(' '),
  en: 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' '),
}
/** What parts thousands, and what parts the fraction. */
const SIGNS: Record<Language, [string, string]> = { id: ['.', ','], en: [',', '.'] }

/** With at most one digit of a fraction, halves up; thousands are parted. */
export function formatNumber(value: number, lang: Language): string {
  const [thousands, fraction] = SIGNS[lang]
  const size = Math.abs(value)
  // By its decimal digits: 0.35 is a half although its bits are less.
  const tenths = size < 0.05 ? 0 : Math.round(Number(`${size}e1`))
  const whole = String(Math.floor(tenths / 10)).replace(/\B(?=(\d{3})+$)/g, thousands)
  const rest = tenths % 10
  return `${value < 0 && tenths > 0 ? '-' : ''}${whole}${rest ? fraction + rest : ''}`
}

/** `part` of `whole` as `87,4 %`; nothing of nothing is a dash. */
export function formatShare(part: number, whole: number, lang: Language): string {
  if (whole === 0) return '–'
  return `${formatNumber((part * 100) / whole, lang)} %`
}

/** Indonesian has one form for all numbers. */
export function pluralForm(value: number, lang: Language): 'one' | 'other' {
  return lang === 'en' && value === 1 ? 'one' : 'other'
}

function dayOf(date: string): Date {
  return new Date(`${date}T00:00:00Z`)
}

/** `Sel, 24 Nov 2026`; without the year where it is `thisYear`'s. */
export function formatDay(date: string, lang: Language, today?: string): string {
  const sameYear = today !== undefined && today.slice(0, 4) === date.slice(0, 4)
  return `${weekdayName(date, lang)}, ${dayNumber(date)} ${shortMonth(date, lang)}${sameYear ? '' : ` ${date.slice(0, 4)}`}`
}

/** `Selasa, 24 November 2026`. */
export function formatLongDay(date: string, lang: Language): string {
  return `${WEEKDAYS[lang][dayOf(date).getUTCDay()] ?? ''}, ${dayNumber(date)} ${formatMonth(date, lang)}`
}

/** `24`. */
export function dayNumber(date: string): string {
  return String(Number(date.slice(8, 10)))
}

/** `Sel`. */
export function weekdayName(date: string, lang: Language): string {
  return (WEEKDAYS[lang][dayOf(date).getUTCDay()] ?? '').slice(0, 3)
}

/** `November 2026` for `2026-11`. */
export function formatMonth(month: string, lang: Language): string {
  return `${monthName(month, lang)} ${month.slice(0, 4)}`
}

/** `November` for `2026-11`. */
export function monthName(month: string, lang: Language): string {
  return MONTHS[lang][Number(month.slice(5, 7)) - 1] ?? ''
}

/** `Nov` for `2026-11`. */
export function shortMonth(month: string, lang: Language): string {
  return SHORT_MONTHS[lang][Number(month.slice(5, 7)) - 1] ?? ''
}

/** `2026-11` for `2026-12` and -1. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

/** Whole days from `from` to `to`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((dayOf(to).getTime() - dayOf(from).getTime()) / DAY)
}

/** `09.00` in Indonesian, `09:00` in English, of minutes after midnight. */
export function formatMinutes(minutes: number, lang: Language): string {
  const separator = lang === 'id' ? '.' : ':'
  return `${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`
}

/** `09:00` for a time input, of minutes after midnight. */
export function inputTime(minutes: number | null): string {
  return minutes === null ? '' : `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** Minutes after midnight of a time typed as `9.30` or `09:30`; null if it is none. */
export function minutesOf(value: string): number | null {
  const [, hours, minutes] = /^\s*(\d{1,2})[.:](\d{2})(?::\d{2})?\s*$/.exec(value) ?? []
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59) return null
  return Number(hours) * 60 + Number(minutes)
}

/** Whether a text is a day that exists, such as `2026-11-24`. */
export function isDay(value: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? dayOf(value) : undefined
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
}

/** `24-11-2026` for `2026-11-24`, as people type a day. */
export function typedDay(day: string): string {
  return isDay(day) ? day.split('-').reverse().join('-') : day
}

/** The day of a text such as `24-11-2026`, `24/11/2026`, `24.11.2026`, `24112026` or `2026-11-24`; null if it is none. */
export function dayTyped(text: string): string | null {
  const tidy = text.trim()
  if (isDay(tidy)) return tidy
  const [, day = '', month = '', year = ''] =
    /^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})$/.exec(tidy) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(tidy) ?? []
  const found = `${year}-${two(Number(month))}-${two(Number(day))}`
  return isDay(found) ? found : null
}

/** The day of an instant in a zone. */
export function dayAt(instant: string, offsetMinutes: number): string {
  return shifted(instant, offsetMinutes).toISOString().slice(0, 10)
}

/** The time of an instant in a zone, `10.42`. */
export function timeAt(instant: string, offsetMinutes: number, lang: Language): string {
  const at = shifted(instant, offsetMinutes)
  return formatMinutes(at.getUTCHours() * 60 + at.getUTCMinutes(), lang)
}

/** Name of the zone where Indonesia has one, otherwise its offset. */
export function zoneName(offsetMinutes: number): string {
  const names: Record<number, string> = { 420: 'WIB', 480: 'WITA', 540: 'WIT' }
  const sign = offsetMinutes < 0 ? '-' : '+'
  const size = Math.abs(offsetMinutes)
  return names[offsetMinutes] ?? `UTC${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

function shifted(instant: string, offsetMinutes: number): Date {
  return new Date(new Date(instant).getTime() + offsetMinutes * 60_000)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
