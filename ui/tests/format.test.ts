// Days, times and numbers as people of either language write them.
import { describe, expect, it } from 'vitest'
import {
  dayAt,
  daysBetween,
  formatDay,
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
