// A desk's table: its rows found, put in order, kept in sight and chosen; its columns; its keys.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Chosen } from '../src/screens/office/table/chosen.svelte'
import { asTabs, shortened, type Col } from '../src/screens/office/table/columns'
import { keepColumns, keptColumns, shownOf, turned } from '../src/screens/office/table/kept'
import { rowAfter } from '../src/screens/office/table/rowKeys'
import { orderAfter, Rows } from '../src/screens/office/table/rows'
import { rowsInSight, scrolledTo } from '../src/screens/office/table/sight.svelte'
import { fitted, sizesOf } from '../src/screens/office/table/widths'
import { folded } from '../src/text/folded'

describe('tables', () => {
  interface Row {
    name: string
    size: number | null
  }
  const cols: Col<Row>[] = [
    { key: 'name', label: 'Nama', value: (row) => row.name },
    { key: 'size', label: 'KPM', value: (row) => row.size, text: (row) => `${row.size ?? '-'} KPM` },
  ]
  const all: Row[] = [
    { name: 'Melati 10', size: 3 },
    { name: 'melati 2', size: null },
    { name: 'Dahlía', size: 12 },
  ]
  const names = (rows: Row[]) => rows.map((row) => row.name)

  it('puts rows in order as people do, nothing last whichever way', () => {
    const rows = new Rows(all, cols)
    expect(names(rows.find('', { key: 'name', up: true }))).toEqual(['Dahlía', 'melati 2', 'Melati 10'])
    expect(names(rows.find('', { key: 'name', up: false }))).toEqual(['Melati 10', 'melati 2', 'Dahlía'])
    expect(names(rows.find('', { key: 'size', up: true }))).toEqual(['Melati 10', 'Dahlía', 'melati 2'])
    expect(names(rows.find('', { key: 'size', up: false }))).toEqual(['Dahlía', 'Melati 10', 'melati 2'])
    expect(names(rows.find('', undefined))).toEqual(names(all))
  })

  it('finds every word in any column, without case and accents, among what fits', () => {
    const rows = new Rows(all, cols)
    expect(names(rows.find('dahlia 12', undefined))).toEqual(['Dahlía'])
    expect(names(rows.find(' MELATI kpm ', undefined))).toEqual(['Melati 10', 'melati 2'])
    expect(names(rows.find('melati', undefined, (row) => row.size !== null))).toEqual(['Melati 10'])
    expect(rows.find('zzz', undefined)).toEqual([])
    expect(folded("Nu’Mán'")).toBe('numan')
  })

  it('copies what is shown as tabs, one line a row whatever people wrote', () => {
    expect(asTabs(cols, [{ name: 'A\tB\nC', size: 1 }])).toBe('Nama\tKPM\nA B C\t1 KPM')
    expect(shortened('x'.repeat(60))).toHaveLength(48)
    expect(shortened('x'.repeat(48))).toHaveLength(48)
  })
})

describe('the order of a table', () => {
  it('begins from A, and turns when its head is pressed again', () => {
    const first = orderAfter(undefined, 'name')
    expect(first).toEqual({ key: 'name', up: true })
    expect(orderAfter(first, 'name')).toEqual({ key: 'name', up: false })
    expect(orderAfter({ key: 'name', up: false }, 'name')).toEqual({ key: 'name', up: true })
    expect(orderAfter({ key: 'name', up: false }, 'size')).toEqual({ key: 'size', up: true })
  })
})

describe('the columns of a table', () => {
  const cols = ['name', 'group', 'nik', 'phone'].map((key) => ({
    key,
    label: key,
    value: () => '',
    off: key === 'nik',
  }))
  const stored = new Map<string, string>()
  const localStorage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  }
  afterEach(() => {
    stored.clear()
    vi.unstubAllGlobals()
  })

  it('are those that somebody chose here, or else those that the screen proposes', () => {
    vi.stubGlobal('window', { localStorage })
    expect(keptColumns('families', cols)).toEqual(['name', 'group', 'phone'])
    keepColumns('families', ['name', 'nik'])
    expect(keptColumns('families', cols)).toEqual(['name', 'nik'])
    expect(keptColumns('groups', cols)).toEqual(['name', 'group', 'phone'])
    // A column that is gone, alone or among others.
    keepColumns('families', ['gone', 'phone'])
    expect(keptColumns('families', cols)).toEqual(['phone'])
    keepColumns('families', ['gone'])
    expect(keptColumns('families', cols)).toEqual(['name', 'group', 'phone'])
  })

  it('are turned on and off one by one, in their order, and the first is always there', () => {
    expect(turned(cols, ['name', 'phone'], 'group', true)).toEqual(['name', 'group', 'phone'])
    expect(turned(cols, ['name', 'group', 'phone'], 'group', false)).toEqual(['name', 'phone'])
    expect(shownOf(cols, ['phone']).map(({ key }) => key)).toEqual(['name', 'phone'])
    expect(shownOf(cols, []).map(({ key }) => key)).toEqual(['name'])
  })

  it('have what they want where there is room, and give way down to their least', () => {
    const wide = { wanted: 300, folded: 280, least: 80 }
    const figure = { wanted: 90, folded: 60, least: 60 }
    expect(fitted([wide, figure], 390)).toEqual([300, 90])
    expect(fitted([wide, figure], 350)).toEqual([280, 60])
    expect(fitted([wide, figure], 200)).toEqual([140, 60])
    expect(fitted([wide, figure], 100)).toEqual([80, 60])
    expect(sizesOf(cols.slice(0, 2), { name: wide }, 1000)).toEqual([300, 120])
  })
})

describe('the rows in sight', () => {
  it('are there with a few beyond on either side, and none that is not', () => {
    expect(rowsInSight(0, 600, 36, 1000)).toEqual([0, 25])
    expect(rowsInSight(3600, 600, 36, 1000)).toEqual([92, 125])
    expect(rowsInSight(35_400, 600, 36, 1000)).toEqual([975, 1000])
    expect(rowsInSight(0, 600, 36, 5)).toEqual([0, 5])
    // Fewer rows than the box was scrolled by.
    expect(rowsInSight(3600, 600, 36, 20)).toEqual([12, 20])
  })

  it('are scrolled as little as shows the row that has the focus whole', () => {
    expect(scrolledTo(5, 36, 0, 600)).toBe(0)
    expect(scrolledTo(5, 36, 360, 600)).toBe(180)
    // The head stays at the top, and is as high as a row.
    expect(scrolledTo(15, 36, 0, 600)).toBe(12)
    expect(scrolledTo(16, 36, 36, 600)).toBe(48)
  })
})

describe('the keys of a table', () => {
  it('lead from row to row, by pages and to the ends, and no further', () => {
    const from = (key: string, here: number) => rowAfter(key, here, 99, 12)
    expect(from('ArrowDown', 4)).toBe(5)
    expect(from('ArrowUp', 4)).toBe(3)
    expect(from('PageDown', 4)).toBe(16)
    expect(from('PageUp', 20)).toBe(8)
    expect([from('Home', 50), from('End', 50)]).toEqual([0, 99])
    expect([from('ArrowUp', 0), from('PageUp', 4), from('ArrowDown', 99), from('PageDown', 95)]).toEqual([0, 0, 99, 99])
    for (const key of ['Tab', 'Enter', ' ', 'x']) expect(from(key, 4)).toBeUndefined()
  })
})

describe('the rows that are chosen', () => {
  it('are those that are found, in their order, and stay chosen while others are looked for', () => {
    let found = ['a', 'b', 'c']
    const chosen = new Chosen(
      () => found,
      (row) => row,
    )
    expect([chosen.rows, chosen.extent]).toEqual([[], 'none'])
    chosen.set('c', true)
    chosen.set('a', true)
    expect([chosen.rows, chosen.extent]).toEqual([['a', 'c'], 'some'])
    chosen.set('c', false)
    expect([chosen.rows, chosen.has('c')]).toEqual([['a'], false])
    found = ['b', 'c']
    const others = new Chosen(
      () => found,
      (row) => row,
    )
    others.set('a', true)
    expect([others.rows, others.extent, others.has('a')]).toEqual([[], 'none', true])
    others.set('b', true)
    expect([others.rows, others.extent]).toEqual([['b'], 'some'])
    others.setAll(true)
    expect([others.rows, others.extent, others.has('a')]).toEqual([['b', 'c'], 'all', false])
    others.clear()
    expect([others.rows, others.extent]).toEqual([[], 'none'])
  })
})
