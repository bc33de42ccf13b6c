// What the office's screens work out by themselves: values that fit a field, orders, filters, shapes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FamilyView, Head, PendampingMonth, StaffRow } from '../src/shell/schema'
import { filtersOf, neighbours, queryOf, WHICH } from '../src/screens/office/check/filters'
import { compare } from '../src/screens/office/duplicates/likeness'
import { BELOW } from '../src/screens/office/find/places'
import { entryOf, scalarOf } from '../src/screens/office/fields'
import { floorOf, pathOf, ticksOf } from '../src/screens/office/overview/chart'
import { heatLevel, percent } from '../src/screens/office/overview/heat'
import { silentPeople } from '../src/screens/office/overview/silence'
import { inOrder } from '../src/screens/office/overview/sorting'
import { apps, isSilent, waiting } from '../src/screens/office/people/devices'
import { cellOf, shown, upper } from '../src/screens/office/rekap/report'
import { qrPath } from '../src/screens/office/people/qr'
import { isWhole, moved, nextEdition } from '../src/screens/office/settings/editions'

describe('a report', () => {
  it('shows a column that it has never heard of at its place, with its words and cells', () => {
    const head = (key: string, kind: Head['kind'], group: Head['group']): Head => ({
      key,
      label: { id: key, en: key },
      group,
      width: 10,
      kind,
      summed: kind === 'figure',
    })
    const held = { id: 'Pelaksanaan', en: 'Held' }
    const columns = [
      head('no', 'place', null),
      head('name', 'text', null),
      head('groups', 'figure', held),
      head('never-heard-of', 'figure', held),
      head('families', 'figure', null),
    ]
    const table = { columns, rows: [[1, 'ANI', 4, 3, 60]], total: [null, null, 4, 3, 60] }
    const kept = shown(table, () => true)
    expect(kept.map(({ head }) => head.key)).toEqual(['name', 'groups', 'never-heard-of', 'families'])
    expect(kept.map((column) => cellOf(table.rows[0], column))).toEqual(['ANI', 4, 3, 60])
    expect(kept.map(({ edge }) => edge)).toEqual([false, true, false, true])
    expect(upper(kept).map((run) => run.columns.length)).toEqual([1, 2, 1])
  })
})

describe('a third value', () => {
  it('is taken as its field has it', () => {
    expect(scalarOf(entryOf('marks/AbCd1234'), '2')).toEqual({ type: 'number', value: 2 })
    expect(scalarOf(entryOf('marks/AbCd1234'), '0')).toEqual({ type: 'empty' })
    expect(scalarOf(entryOf('starts'), '09:30')).toEqual({ type: 'number', value: 570 })
    expect(scalarOf(entryOf('nik'), '7201044101800003')).toEqual({ type: 'text', value: '7201044101800003' })
    expect(scalarOf(entryOf('components/sd'), '2')).toEqual({ type: 'number', value: 2 })
    expect(scalarOf(entryOf('cancelled'), '0')).toEqual({ type: 'empty' })
  })

  it('is refused where it does not fit', () => {
    expect(scalarOf(entryOf('nik'), '720104410180000')).toBeUndefined()
    expect(scalarOf(entryOf('components/sd'), '31')).toBeUndefined()
    expect(scalarOf(entryOf('title'), 'x'.repeat(101))).toBeUndefined()
    expect(scalarOf(entryOf('check/heads'), 'anything')).toBeUndefined()
    expect(scalarOf(entryOf('no_such_field'), 'anything')).toBeUndefined()
  })
})

describe('the heat map', () => {
  it('says 0 only for none and 100 only for all', () => {
    for (let of = 1; of <= 700; of += 1) {
      for (const done of [1, of - 1]) {
        if (done <= 0 || done >= of) continue
        expect(['0', '100']).not.toContain(percent(done, of))
        expect([0, 5]).not.toContain(heatLevel(done, of))
      }
      expect([percent(0, of), percent(of, of), heatLevel(of, of)]).toEqual(['0', '100', 5])
    }
  })
})

describe('orders', () => {
  const figures = (met: number) => ({ groups: 10, groups_met: met, families: 0, hadir: 0, absent: 0, of_unmet: 0 })
  const rows = [
    { name: 'B', figures: figures(3), heard: null },
    { name: 'C', figures: figures(3), heard: '2026-11-01T00:00:00Z' },
    { name: 'A', figures: figures(9), heard: '2026-11-20T00:00:00Z' },
  ]

  it('puts the least first, equal ones by name, and leaves the rows given alone', () => {
    expect(inOrder(rows, { column: 'met', up: true }).map((row) => row.name)).toEqual(['B', 'C', 'A'])
    expect(inOrder(rows, { column: 'heard', up: true }).map((row) => row.name)).toEqual(['B', 'C', 'A'])
    expect(inOrder(rows, { column: 'name', up: false }).map((row) => row.name)).toEqual(['C', 'B', 'A'])
    expect(rows.map((row) => row.name)).toEqual(['B', 'C', 'A'])
  })

  it('names a silent person once, with what is missing of all her kecamatan', () => {
    const row = (kecamatan: string, silent: boolean): PendampingMonth => ({
      person: { id: 'p', name: 'P' },
      kecamatan,
      figures: figures(4),
      last_heard: null,
      silent,
    })
    expect(silentPeople([row('1', true), row('2', true)])).toEqual([
      { person: { id: 'p', name: 'P' }, heard: null, missing: 12 },
    ])
    expect(silentPeople([row('1', false)])).toEqual([])
  })
})

describe('meetings to check', () => {
  it('keeps its filters in the address', () => {
    for (const which of WHICH) {
      const filters = { which, month: '2026-11', kecamatan: '72.01.09', pendamping: null }
      expect(filtersOf(new URLSearchParams(queryOf(filters)))).toEqual(filters)
    }
    expect(filtersOf(new URLSearchParams('which=nonsense')).which).toBe('due')
  })

  it('knows the neighbours, and begins anew from what left the list', () => {
    expect(neighbours(['a', 'b', 'c'], 'b')).toEqual({ before: 'a', after: 'c', at: 1 })
    expect(neighbours(['a', 'b', 'c'], 'c')).toEqual({ before: 'b', after: undefined, at: 2 })
    expect(neighbours(['a', 'b'], 'x')).toEqual({ before: undefined, after: 'a', at: -1 })
    expect(neighbours([], 'x').after).toBeUndefined()
  })
})

describe('shapes', () => {
  const frame = { width: 200, height: 100, left: 0, right: 0, top: 0, bottom: 0 }

  it('opens the line where a month has nothing', () => {
    expect(pathOf([80, null, 90], 0, frame).match(/M/g)).toHaveLength(2)
    expect(pathOf([null, null], 0, frame)).toBe('')
  })

  it('has at most six ticks, from the floor to 100', () => {
    for (let value = 0; value <= 100; value += 1) {
      const floor = floorOf([value, 100])
      const ticks = ticksOf(floor)
      expect(floor).toBeLessThanOrEqual(value)
      expect(ticks[0]).toBe(floor)
      expect(ticks[ticks.length - 1]).toBe(100)
      expect(ticks.length).toBeLessThanOrEqual(6)
    }
  })

  it('draws every dark module of a QR code, and no light one', () => {
    const size = 31
    const rows = Array.from({ length: size }, (_, y) =>
      Array.from({ length: size }, (__, x) => (x * 7 + y * 13) % 5 < 2),
    )
    const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
    for (const [, x, y, width] of qrPath(rows).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      for (let at = Number(x); at < Number(x) + Number(width); at += 1) drawn[Number(y)]![at] = true
    }
    expect(drawn).toEqual(rows)
  })
})

describe('editions', () => {
  it('names the next one after the last', () => {
    for (const last of ['2024-1', '2026-1', '2026-9', '2030-1', 'Z'])
      expect(nextEdition(last, '2026-11-22') > last).toBe(true)
  })

  it('moves within the list only', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b'])
  })

  it('is whole only with every title', () => {
    const module = { code: '', title: 'T', topic: 'M.', sessions: [{ code: '', title: 'S' }] }
    expect(isWhole([module])).toBe(true)
    expect(isWhole([])).toBe(false)
    expect(isWhole([{ ...module, sessions: [] }])).toBe(false)
    expect(isWhole([{ ...module, sessions: [{ code: '', title: ' ' }] }])).toBe(false)
  })
})

describe('people', () => {
  const device = {
    id: 'd',
    this: false,
    office: false,
    revoked: false,
    last_heard: null,
    silent: false,
    app: null,
    entries: 0,
    waiting: [],
  }
  it('counts as silent whom the core says it of, a person by any phone', () => {
    const staff = { devices: [device, { ...device, silent: true }] } as unknown as StaffRow
    expect(isSilent(staff)).toBe(true)
    expect(isSilent({ devices: [device] } as unknown as StaffRow)).toBe(false)
  })

  it('says which versions of Sesi somebody uses, and how much of theirs waits', () => {
    const waits = [
      { reason: 'unknown_key', entries: 2 },
      { reason: 'newer', entries: 1 },
    ]
    const staff = {
      devices: [
        { ...device, app: '0.2.0', waiting: waits },
        { ...device, app: '0.2.0', waiting: waits.slice(1) },
        { ...device, app: null },
        { ...device, app: '0.1.0', revoked: true },
      ],
    } as StaffRow
    expect(apps(staff)).toBe('0.2.0')
    expect(waiting(staff)).toBe(4)
  })

  it('says where two families differ, whatever the case and the spaces', () => {
    const family = (name: string, pkh_id: string | null) =>
      ({
        row: { name, nik: null, address: null, status: 'aktif', group: null, desa: 'D' },
        kk: null,
        pkh_id,
        tahap: null,
        phone: null,
        components: {},
        attendance: [],
      }) as unknown as FamilyView
    const lines = compare(family('HASNA  TAMRIN', '1'), family('Hasna Tamrin', null), String)
    expect(lines.filter((each) => each.differs).map((each) => each.line)).toEqual(['pkh_id'])
  })
})

describe('the search over screens', () => {
  const sources = ['screens.ts', 'screens/office/index.ts'].map((path) =>
    readFileSync(join(import.meta.dirname, '../src', path), 'utf8'),
  )
  const places = sources.flatMap((source) =>
    [...source.matchAll(/^ {2}'?([a-z/:-]+)'?: (?:\(\)|home|record)/gim)].map(([, place = '']) => place),
  )

  it('finds every place that needs nothing to be chosen first', () => {
    expect(places.length).toBeGreaterThan(60)
    const nav = readFileSync(join(import.meta.dirname, '../src/nav.ts'), 'utf8')
    const ways = [...nav.matchAll(/\bto: '([a-z/-]+)'/g)].map(([, to = '']) => to)
    const found = new Set([...ways, ...BELOW.map(({ to }) => to.split('?')[0])])
    // The office has its own desk of what phones ask of their groups.
    const elsewhere = new Set(['kpm/ganda'])
    const open = [...new Set(places)].filter((place) => !place.includes(':') && !elsewhere.has(place))
    expect(open.filter((place) => !found.has(place))).toEqual([])
  })
})
