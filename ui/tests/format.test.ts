// Days, times and numbers as people of either language write them.
import { describe, expect, it } from 'vitest'
import {
  dayAt,
  daysBetween,
  formatDay,
  formatLongDay,
  formatMinutes,
  formatMonth,
  formatNumber,
  formatShare,
  inputTime,
  dayTyped,
  isDay,
  typedDay,
  minutesOf,
  monthAfter,
  monthName,
  shortMonth,
  weekdayName,
  timeAt,
  zoneName,
} from '../src/text/format'
import { zoneOf } from '../src/screens/start/zone'

describe('format', () => {
  it('writes numbers', () => {
    expect(formatNumber(13000, 'id')).toBe('13.000')
    expect(formatNumber(13000, 'en')).toBe('13,000')
    expect(formatShare(9412, 10769, 'id')).toBe('87,4 %')
    expect(formatShare(0, 0, 'id')).toBe('–')
  })

  it('writes days and months', () => {
    expect(formatDay('2026-11-24', 'id', '2026-11-22')).toBe('Sel, 24 Nov')
    expect(formatDay('2025-11-24', 'id', '2026-11-22')).toContain('2025')
    expect(formatMonth('2026-11', 'id')).toBe('November 2026')
    expect(monthAfter('2026-12', 1)).toBe('2027-01')
    expect(monthAfter('2026-01', -1)).toBe('2025-12')
    expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1)
  })

  // Another hand's count: the platform's own formatters, which are too slow for a phone's first screen.
  it('writes numbers as the platform does', () => {
    for (const lang of ['id', 'en'] as const) {
      const platform = new Intl.NumberFormat(lang === 'id' ? 'id-ID' : 'en-GB', { maximumFractionDigits: 1 })
      for (let value = -1200; value <= 1200; value += 1) {
        for (const number of [value, value / 20, value * 997.35, value / 7]) {
          const expected = platform.format(number)
          expect(formatNumber(number, lang), String(number)).toBe(expected === '-0' ? '0' : expected)
        }
      }
    }
  })

  it('writes all days of four years as the platform does', () => {
    const start = Date.UTC(2024, 0, 1)
    for (let day = 0; day < 1461; day += 1) {
      const at = new Date(start + day * 86_400_000)
      const date = at.toISOString().slice(0, 10)
      for (const [lang, locale] of [
        ['id', 'id-ID'],
        ['en', 'en-GB'],
      ] as const) {
        const says = (options: Intl.DateTimeFormatOptions) =>
          new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(at)
        const words = (text: string) => text.replace(/,/g, '').replace(/\bSept\b/, 'Sep')
        const alike = (ours: string, options: Intl.DateTimeFormatOptions) =>
          expect(words(ours)).toBe(words(says(options)))
        alike(formatDay(date, lang), { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
        alike(formatDay(date, lang, date), { weekday: 'short', day: 'numeric', month: 'short' })
        alike(formatLongDay(date, lang), { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
        alike(formatMonth(date.slice(0, 7), lang), { month: 'long', year: 'numeric' })
        alike(monthName(date.slice(0, 7), lang), { month: 'long' })
        alike(shortMonth(date.slice(0, 7), lang), { month: 'short' })
        alike(weekdayName(date, lang), { weekday: 'short' })
      }
    }
  }, 30_000)

  it('shows an instant in the zone of the office, not of the machine', () => {
    expect(dayAt('2026-11-21T16:30:00Z', 480)).toBe('2026-11-22')
    expect(timeAt('2026-11-22T02:42:00Z', 480, 'id')).toBe('10.42')
    expect(timeAt('2026-11-22T02:42:00Z', 540, 'en')).toBe('11:42')
    expect(zoneName(480)).toBe('WITA')
    expect(zoneName(330)).toBe('UTC+05:30')
  })

  it('reads times as they are typed, every minute of a day', () => {
    for (let minute = 0; minute < 1440; minute += 1) {
      expect(minutesOf(inputTime(minute))).toBe(minute)
      expect(minutesOf(formatMinutes(minute, 'id'))).toBe(minute)
    }
    for (const none of ['', '24:00', '9:60', 'pagi', '930']) expect(minutesOf(none)).toBeNull()
  })

  it('knows which days exist', () => {
    for (const typed of ['24-11-2026', '24/11/2026', ' 24.11.2026 ', '24 11 2026', '24112026', '2026-11-24'])
      expect(dayTyped(typed)).toBe('2026-11-24')
    for (const none of ['29-02-2026', '11-24-2026', '24-11-26', '2026-13-01', '24', ''])
      expect(dayTyped(none)).toBeNull()
    expect(typedDay('2026-11-04')).toBe('04-11-2026')
    expect(dayTyped(typedDay('2026-11-04'))).toBe('2026-11-04')
    expect(isDay('2028-02-29')).toBe(true)
    for (const none of ['2026-02-29', '2026-13-01', '24-11-2026', '']) expect(isDay(none)).toBe(false)
  })

  it('knows the zones of the provinces', () => {
    expect(zoneOf('72.01')).toBe(480)
    expect(zoneOf('74.71')).toBe(480)
    expect(zoneOf('32.73')).toBe(420)
    expect(zoneOf('61.71')).toBe(420)
    expect(zoneOf('94.01')).toBe(540)
  })
})
