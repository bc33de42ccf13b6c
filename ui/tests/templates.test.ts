// A template as text: what changed between two, and what a field puts into one.
import { describe, expect, it } from 'vitest'
import type { TemplateField } from '../src/shell/schema'
import { together } from '../src/screens/files/papers.svelte'
import { changes, keptOf, put, words } from '../src/screens/office/templates/editing'
import { grouped } from '../src/screens/office/templates/grouping'
import { templateRows } from './fixtures/templates'

const said = (before: string, after: string) =>
  changes(before, after).map(({ came, text }) => `${came ? '+' : '-'}${text}`)

describe('what changed in a template', () => {
  it('names the lines that went and came, and no others', () => {
    expect(said('a\nb\nc\n', 'a\nb\nc')).toEqual([])
    expect(said('a\nb\nc', 'a\nx\nc')).toEqual(['-b', '+x'])
    expect(said('a\nb\nc\nd', 'a\nc\nd\ne')).toEqual(['-b', '+e'])
    expect(said('', 'a')).toEqual(['-', '+a'])
    expect(said('a\nb', 'b\na')).toHaveLength(2)
  })

  it('gives back the second text from the first, whatever changed', () => {
    const texts = ['a\nb\nc\nb\na', 'b\na\nc', 'x\na\nb\nb', 'c\nc\nc', 'a']
    for (const before of texts)
      for (const after of texts) {
        const came = changes(before, after).filter((line) => line.came).length
        const gone = changes(before, after).length - came
        expect(before.split('\n').length - gone + came).toBe(after.split('\n').length)
      }
  })

  it('ends on long texts that share nothing', () => {
    const long = (letter: string) => Array.from({ length: 3_000 }, (_, no) => `${letter}${no}`).join('\n')
    expect(changes(long('a'), long('b'))).toHaveLength(6_000)
  })
})

describe('what is typed and not published', () => {
  it('is kept with the version upon which it was begun, unless it is what is in force', () => {
    expect(keptOf('a\nb\n', 'a\nb', null)).toBeUndefined()
    expect(keptOf('a\nb\n', 'a\nx', 'v1')).toEqual({ source: 'a\nx', base: 'v1' })
  })
})

describe('the paper that is chosen before anybody chooses', () => {
  const rows = [
    { form: 'rhk2', paper: { size: 'f4' as const, wide: false } },
    { form: 'rhk3', paper: { size: 'f4' as const, wide: false } },
    { form: 'kegiatan', paper: { size: 'a4' as const, wide: false } },
  ]

  it('is that of the templates where they agree, and none where they do not or are not known', () => {
    expect(together(rows, ['rhk2'])).toBe('f4')
    expect(together(rows, ['rhk2', 'rhk3'])).toBe('f4')
    expect(together(rows, ['rhk2', 'kegiatan'])).toBeUndefined()
    expect(together([], ['rhk2'])).toBeUndefined()
  })
})

describe('a field that is put into a template', () => {
  const field = (key: string, kind: TemplateField['kind'], within: TemplateField[] = []): TemplateField => ({
    key,
    about: { id: key, en: key },
    kind,
    within,
  })

  it('is what a template says of its kind', () => {
    expect(words(field('nomor', 'text'))).toBe('{{ nomor }}')
    expect(words(field('nama', 'text'), 'baris_kpm')).toBe('{{ baris_kpm.nama }}')
    expect(words(field('jadwal', 'table'))).toBe('!tabel jadwal\n')
    expect(words(field('ketiga', 'yes'))).toContain('{% jika ketiga %}')
    expect(words(field('kop', 'list', [field('teks', 'text')]))).toBe(
      '{% untuk baris_kop dari kop %}\n{{ baris_kop.teks }}\n{% akhir %}\n',
    )
  })

  it('stands where the cursor is, and on a line of its own where it has to', () => {
    expect(put('ab', 1, 1, '{{ x }}')).toEqual({ text: 'a{{ x }}b', at: 8 })
    expect(put('ab', 1, 2, '!halaman\n')).toEqual({ text: 'a\n!halaman\n', at: 11 })
    expect(put('', 0, 0, '!halaman\n').text).toBe('!halaman\n')
  })
})

describe('the list of forms', () => {
  it('has a heading for what belongs together, in the order in which the forms are listed', () => {
    const rows = templateRows(false)
    const groups = grouped(rows)
    expect(groups.map(({ group }) => group)).toEqual([
      'meetings',
      'tasks',
      'plans',
      'families',
      'staff',
      'rekap',
      'recaps',
    ])
    expect(groups.flatMap(({ forms }) => forms)).toEqual(rows)
  })

  it('keeps together what is listed apart', () => {
    const [one, ...others] = templateRows(false)
    const groups = grouped([...others, one!])
    expect(groups.map(({ forms }) => forms.length)).toEqual([7, 5, 2, 4, 5, 5, 7])
  })
})
