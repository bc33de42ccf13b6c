// What was typed outlives its screen: saves one after the other, and what is not whole holds up nothing else.
import { describe, expect, it } from 'vitest'
import type { ResultFacts, SupervisionFacts, TaskFacts } from '../src/shell/schema'
import { Saving } from '../src/screens/office/saving.svelte'
import { Observing } from '../src/screens/office/supervision/observing.svelte'
import { countOf, followed, halfOf, isHalf, savable, withHalf } from '../src/screens/office/supervision/observed'
import { editsOf, factsOf, isFaulty, jpOf, faultyOf, rowAfter, typedOf } from '../src/screens/office/training/scoring'

const task = (more: Partial<TaskFacts>): TaskFacts => ({
  key: '',
  what: 'Latihan',
  who: 'a',
  due: '2026-12-01',
  ...more,
})
const observed = (more: Partial<SupervisionFacts>): SupervisionFacts => ({
  day: '2026-11-20',
  group: 'g',
  counted: 18,
  answers: { a1: 3 },
  notes: {},
  note: '',
  coaching: '',
  tasks: [],
  ...more,
})

/** A save that ends when it is told to. */
function held() {
  const ends: ((error?: Error) => void)[] = []
  const saving = new Saving(() => new Promise((done, fail) => ends.push((error) => (error ? fail(error) : done()))))
  return { saving, ends }
}
const turn = () => new Promise((done) => setTimeout(done))

describe('saving', () => {
  it('saves once more what was said while it saved, though the screen was left', async () => {
    const { saving, ends } = held()
    saving.said()
    const first = saving.now()
    saving.said()
    const leaving = saving.now()
    ends[0]?.()
    await turn()
    expect(ends).toHaveLength(2)
    expect(saving.changed).toBe(true)
    ends[1]?.()
    expect(await Promise.all([first, leaving])).toEqual([true, true])
    expect(saving.changed).toBe(false)
  })

  it('keeps as unsaved what was refused, and tries it again', async () => {
    const { saving, ends } = held()
    saving.said()
    const first = saving.now()
    ends[0]?.(new Error('no'))
    expect(await first).toBe(false)
    expect([saving.changed, saving.fault !== undefined]).toEqual([true, true])
    const second = saving.now()
    ends[1]?.()
    expect([await second, saving.changed]).toEqual([true, false])
  })

  it('saves nothing where nothing was said', async () => {
    const { saving, ends } = held()
    expect(await saving.now()).toBe(true)
    expect(ends).toHaveLength(0)
  })
})

describe('an observation', () => {
  it('is saved without the task that is not whole, and an old one stays as it was', () => {
    const before = observed({ tasks: [task({ key: 'k1' }), task({ key: 'k2', what: 'Kunjungi' })] })
    const form = observed({
      answers: { a1: 4, a2: 1 },
      tasks: [
        task({ key: 'k1', due: null }),
        task({ what: 'Baru', due: null }),
        task({ what: 'Utuh' }),
        task({ what: ' ', due: null }),
      ],
    })
    const sent = savable(form, '20', before)
    expect(sent.answers).toEqual({ a1: 4, a2: 1 })
    expect(sent.tasks).toEqual([task({ key: 'k1' }), task({ what: 'Utuh' })])
    expect(sent.counted).toBe(20)
  })

  it('keeps the count where what is typed is none', () => {
    const before = observed({})
    expect(['1x', '501', ''].map((typed) => savable(before, typed, before).counted)).toEqual([18, 18, null])
    expect([countOf('500'), countOf('-1'), countOf(' ')]).toEqual([500, undefined, null])
  })

  it('follows what was saved, but for what was typed meanwhile', () => {
    const sent = observed({ note: 'satu', tasks: [task({ what: 'Baru' })] })
    const saved = observed({ note: 'satu', answers: { a1: 3, b1: 2 }, tasks: [task({ key: 'k9', what: 'Baru' })] })
    const half = task({ what: 'Separuh', due: null })
    const typed = observed({ note: 'satu dua', answers: { a1: 1 }, tasks: [task({ what: 'Baru' }), half] })
    const after = followed(typed, sent, saved)
    expect(after.note).toBe('satu dua')
    expect(after.answers).toEqual({ a1: 1, b1: 2 })
    expect(after.tasks).toEqual([task({ key: 'k9', what: 'Baru' }), half])
  })

  it('has the tasks that were not whole when it is opened again', () => {
    const half = task({ what: 'Separuh', due: null })
    const changed = task({ key: 'k1', what: '' })
    expect([half, changed, task({})].map(isHalf)).toEqual([true, true, false])
    const left = halfOf([task({ key: 'k0' }), changed, half])
    expect(left).toEqual([changed, half])
    expect(withHalf(left ?? [], [task({ key: 'k0' }), task({ key: 'k1' })])).toEqual([
      task({ key: 'k0' }),
      changed,
      half,
    ])
    // A task that went meanwhile does not come back.
    expect(withHalf(left ?? [], [])).toEqual([half])
    expect(halfOf([task({ key: 'k0' })])).toBeUndefined()
  })

  it('whose day is typed half are not whole: what was saved stays, and what was typed waits', () => {
    const before = observed({ tasks: [task({ key: 'k0' })] })
    const typed = { ...task({ key: 'k0', what: 'Lain' }), typed: '24-1' }
    expect(halfOf([typed])).toEqual([typed])
    expect(savable(observed({ tasks: [typed] }), '18', before).tasks).toEqual([task({ key: 'k0' })])
  })

  it('is changed task by task, and a day that is whole leaves nothing typed', () => {
    const form = new Observing()
    form.facts = observed({ tasks: [task({ key: 'k0' }), task({ key: 'k1' })] })
    form.changeTask(1, { typed: '24-1' })
    expect([form.half, form.saving.changed]).toEqual([1, true])
    form.changeTask(1, { due: '2027-01-24', typed: '' })
    expect(form.half).toBe(0)
    expect(form.facts.tasks).toEqual([task({ key: 'k0' }), task({ key: 'k1', due: '2027-01-24' })])
    form.removeTask(0)
    expect(form.facts.tasks).toEqual([task({ key: 'k1', due: '2027-01-24' })])
  })
})

describe('scores', () => {
  const facts: ResultFacts = { pre: 500, post: null, outcome: null, certificate: '', certified: null, jp: 32 }
  const row = (more: object) => ({ ...typedOf({ base: 'v1', facts }), ...more })

  it('are saved but for the field that is none, which stays as it was', () => {
    const faulty = row({ pre: '9O', post: '87,5', jp: '1001' })
    expect(isFaulty(faulty)).toBe(true)
    expect(factsOf(faulty)).toEqual({ ...facts, post: 875 })
    expect(editsOf({ a: faulty, b: row({}), c: row({ pre: '101' }) }).map(({ staff }) => staff)).toEqual(['a'])
    expect([jpOf('0'), jpOf('12x'), jpOf('1000'), jpOf('')]).toEqual([undefined, undefined, 1000, null])
  })

  it('follow what was saved, but for what was typed meanwhile or is none', () => {
    const sent = row({ pre: '9O', post: '80' })
    const saved = typedOf({ base: 'v2', facts: { ...facts, post: 800 } })
    const after = rowAfter({ ...sent, certificate: 'No. 7' }, sent, saved)
    expect([after.base, after.pre, after.post, after.certificate]).toEqual(['v2', '9O', '80', 'No. 7'])
    expect(editsOf({ a: after })).toEqual([
      { staff: 'a', base: 'v2', facts: { ...facts, post: 800, certificate: 'No. 7' } },
    ])
  })

  it('that are none wait for whoever comes back', () => {
    expect(faultyOf({ a: row({ pre: '9O' }), b: row({}) })).toEqual({ a: { pre: '9O' } })
    expect(faultyOf({ a: row({ half: '24-1' }) })).toEqual({ a: { half: '24-1' } })
    expect(faultyOf({ b: row({}) })).toBeUndefined()
    expect(factsOf(row({ half: '24-1' }))).toEqual(facts)
  })
})
