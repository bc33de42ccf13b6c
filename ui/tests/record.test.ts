// Marking, counting and keeping, without a window.
import { describe, expect, it } from 'vitest'
import type { FamilyLine, Mark, MeetingDraft } from '../src/shell/schema'
import {
  allPresent,
  characters,
  fits,
  initialsOf,
  notesLength,
  takeBack,
  tallyOf,
  turnMark,
} from '../src/screens/record/counting'
import { aboutFamily } from '../src/screens/record/aboutFamily'
import { markKey } from '../src/screens/record/markKeys'
import { stepOf } from '../src/screens/record/warnings'
import { DraftKeeper } from '../src/screens/record/keeper.svelte'
import { form } from './fixtures/record'
import { lines, marks } from './fixtures/world'

describe('counting', () => {
  it('adds up to the families whatever the marks', () => {
    const kinds: (Mark | undefined)[] = ['hadir', 'sakit', 'alfa', undefined]
    for (let seed = 0; seed < 64; seed += 1) {
      const some: { [key in string]?: Mark } = {}
      lines.forEach((line, at) => {
        const mark = kinds[(seed * 7 + at * at) % kinds.length]
        if (mark) some[line.key] = mark
      })
      const { hadir, sakit, alfa, unmarked } = tallyOf(lines, some)
      expect(hadir + sakit + alfa + unmarked).toBe(lines.length)
      expect(unmarked).toBe(lines.length - Object.keys(some).length)
    }
  })

  it('marks a family by a tap, and takes back by a second one; a rating stays with who is present', () => {
    const draft: Pick<MeetingDraft, 'marks' | 'ratings'> = { marks: {}, ratings: {} }
    turnMark(draft, 'a', 'hadir')
    turnMark(draft, 'b', 'hadir')
    draft.ratings = { a: 'baik', b: 'baik' }
    turnMark(draft, 'a', 'sakit')
    expect(draft).toEqual({ marks: { a: 'sakit', b: 'hadir' }, ratings: { b: 'baik' } })
    turnMark(draft, 'b', 'hadir')
    expect(draft).toEqual({ marks: { a: 'sakit' }, ratings: {} })
    draft.ratings = { a: 'baik' }
    turnMark(draft, 'a', 'hadir')
    expect(draft).toEqual({ marks: { a: 'hadir' }, ratings: { a: 'baik' } })
  })

  it('says of a family what tells it from others, and what matters on the day', () => {
    const [line] = lines as [FamilyLine]
    const plain = { ...line, ketua: false, address: null, components: [], last_mark: null }
    expect(aboutFamily(plain)).toBe('')
    const all = aboutFamily({
      ...plain,
      ketua: true,
      address: 'Dusun 1',
      components: ['sd', 'hamil'],
      last_mark: 'alfa',
    })
    expect(all.split(' · ')).toHaveLength(4)
    expect(all).toContain('Dusun 1')
    expect(aboutFamily({ ...plain, last_mark: 'sakit', components: ['sd'] })).toBe('')
  })

  it('fills only the unmarked, and says whom', () => {
    const { marks: after, filled } = allPresent(lines, marks)
    for (const [key, mark] of Object.entries(marks)) expect(after[key]).toBe(mark)
    expect(filled.some((key) => key in marks)).toBe(false)
    expect(tallyOf(lines, after).unmarked).toBe(0)
  })

  it('takes back what it filled, and nothing that anybody marked since', () => {
    const { marks: after, filled } = allPresent(lines, marks)
    expect(takeBack(filled, after)).toEqual(marks)
    const [one = ''] = filled
    expect(takeBack(filled, { ...after, [one]: 'alfa' })).toEqual({ ...marks, [one]: 'alfa' })
  })

  it('has each first letter once, in order', () => {
    const named = (name: string) => ({ ...(lines[0] as FamilyLine), name })
    expect(initialsOf([named('siti'), named('Ani'), named(' Aminah'), named('7 Rahma')])).toEqual(['#', 'A', 'S'])
  })

  it('counts a letter once wherever it comes from', () => {
    expect(characters('Dg. Ngai 😀')).toBe(10)
    expect(notesLength({ proses: 'abc', kendala: 'de' })).toBe(5)
  })

  it('finds by any part of name or address', () => {
    const [first] = lines as [FamilyLine]
    expect(fits(first, 'lasim NUR')).toBe(true)
    expect(fits(first, 'dusun 1')).toBe(true)
    expect(fits(first, 'dusun 3')).toBe(false)
  })
})

describe('the keeper', () => {
  it('keeps in order, one at a time, and the newest last', async () => {
    const kept: number[] = []
    let running = 0
    const keeper = new DraftKeeper(async (draft: MeetingDraft) => {
      running += 1
      expect(running).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 0))
      kept.push(draft.step)
      running -= 1
    })
    for (let step = 0; step < 20; step += 1) {
      keeper.keep({ ...form().draft, step })
      if (step % 5 === 0) await Promise.resolve()
    }
    await keeper.settled()
    expect(kept.at(-1)).toBe(19)
    expect([...kept].sort((a, b) => a - b)).toEqual(kept)
    expect(keeper.pending).toBe(false)
  })

  it('says that it failed, and tries again what was tapped last', async () => {
    let full = true
    const kept: number[] = []
    const keeper = new DraftKeeper((draft: MeetingDraft) => {
      if (full) return Promise.reject({ kind: 'disk_full', message: '' })
      kept.push(draft.step)
      return Promise.resolve()
    })
    keeper.keep({ ...form().draft, step: 2 })
    await keeper.settled()
    expect(keeper.fault?.kind).toBe('disk_full')
    expect(keeper.pending).toBe(true)
    full = false
    keeper.again()
    await keeper.settled()
    expect(kept).toEqual([2])
    expect(keeper.fault).toBeUndefined()
  })
})

describe('the keys of the marks', () => {
  const letters = ['H', 'S', 'A']

  it('choose within a family, and go to another without choosing', () => {
    expect(markKey('ArrowRight', 'hadir', letters)).toEqual({ mark: 'sakit', step: 0 })
    expect(markKey('ArrowRight', 'alfa', letters)).toEqual({ mark: 'hadir', step: 0 })
    expect(markKey('ArrowLeft', 'hadir', letters)).toEqual({ mark: 'alfa', step: 0 })
    expect(markKey('ArrowDown', 'sakit', letters)).toEqual({ step: 1 })
    expect(markKey('ArrowUp', 'sakit', letters)).toEqual({ step: -1 })
  })

  it('give a mark by its letter and go on, and are nothing else', () => {
    expect(markKey('a', 'hadir', letters)).toEqual({ mark: 'alfa', step: 1 })
    expect(markKey('S', 'hadir', letters)).toEqual({ mark: 'sakit', step: 1 })
    for (const key of ['Tab', 'Enter', ' ', 'x', '1']) expect(markKey(key, 'hadir', letters)).toBeUndefined()
  })
})

describe('warnings', () => {
  it('lead to the step that mends them', () => {
    const steps = (['no_place', 'no_times', 'in_future', 'unmarked', 'unrated', 'no_notes'] as const).map(stepOf)
    expect(steps).toEqual([0, 0, 0, 1, 2, 3])
  })
})
