// What files are called, what is said of them, and the months that can be chosen.
import { describe, expect, it } from 'vitest'
import { figuresOf } from '../src/screens/files/figures'
import { nameOf, safeName } from '../src/screens/files/naming'
import { monthsBack, nameOf as recapName } from '../src/screens/recap/recap'

describe('the name of a file', () => {
  it('has no letter that a file may not have, and no gap where one was', () => {
    expect(safeName(' SDN 1 / Toili: "kelas"\t2 ')).toBe('SDN 1 Toili kelas 2')
    expect(safeName('a\\b*c?d<e>f|g')).toBe('a b c d e f g')
    expect(safeName('Rakor November')).toBe('Rakor November')
  })

  it('says the form, the day and the group, or the month', () => {
    expect(nameOf('rhk2', 'pdf', { date: '2026-11-04', starts: 545, group: 'Melati/2' })).toBe(
      '20261104 - 09.05 - RHK-2 - Pertemuan P2K2 Melati 2.pdf',
    )
    expect(nameOf('kegiatan', 'docx', { month: '2026-11' })).toBe('2026-11 - Laporan Kegiatan P2K2.docx')
    expect(recapName('Rekap', '2026-01', '2026-11', 'xlsx')).toBe('Rekap 2026-01 - 2026-11.xlsx')
    expect(recapName('Rekap', '2026-11', '2026-11', 'pdf')).toBe('Rekap 2026-11.pdf')
  })
})

describe('a file that was written', () => {
  it('is said in whole KiB, not below its size, and by the beginning of its digest', () => {
    const digest = 'a41f09c2ffff'
    expect(figuresOf({ bytes: 1024, digest })).toEqual({ kb: '1', digest: 'a41f09c2' })
    expect(figuresOf({ bytes: 1025, digest }).kb).toBe('2')
    expect(figuresOf({ bytes: 2_000_000, digest }).kb).toBe('1.954')
  })
})

describe('the months of a recap', () => {
  it('go back one by one from this one, over the years', () => {
    const months = monthsBack('2026-02-28')
    expect(months.slice(0, 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11'])
    expect(months).toHaveLength(48)
    expect(months.at(-1)).toBe('2022-03')
  })
})
