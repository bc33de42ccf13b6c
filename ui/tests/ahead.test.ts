// An answer that was asked for before its screen was there: shown once, never when it came late or something changed meanwhile.
import { describe, expect, it } from 'vitest'
import { Ahead } from '../src/state/ahead'

const LONG = 10_000

describe('an answer asked for ahead', () => {
  it('is there once', async () => {
    const ahead = new Ahead()
    await ahead.wait('beranda', Promise.resolve(7), 0, LONG)
    expect(ahead.take('groups', 0)).toBeUndefined()
    expect(ahead.take('beranda', 0)?.value).toBe(7)
    expect(ahead.take('beranda', 0)).toBeUndefined()
  })

  it('is not shown when something changed since', async () => {
    const ahead = new Ahead()
    await ahead.wait('beranda', Promise.resolve(7), 0, LONG)
    expect(ahead.take('beranda', 1)).toBeUndefined()
    expect(ahead.take('beranda', 0)).toBeUndefined()
  })

  it('that comes late is shown nowhere', async () => {
    const ahead = new Ahead()
    let answer: (value: number) => void = () => undefined
    const late = new Promise<number>((resolve) => (answer = resolve))
    await ahead.wait('beranda', late, 0, 0)
    answer(7)
    await late
    expect(ahead.take('beranda', 0)).toBeUndefined()
  })

  it('that failed is left to the screen', async () => {
    const ahead = new Ahead()
    await ahead.wait('beranda', Promise.reject(new Error('database')), 0, LONG)
    expect(ahead.take('beranda', 0)).toBeUndefined()
  })
})
