// One thing that a screen does at a time.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Doing } from '../src/state/doing.svelte'
import { toasts } from '../src/state/toast.svelte'

/** A piece of work that ends when it is told to. */
function held() {
  const ends: ((error?: unknown) => void)[] = []
  const work = () => new Promise<void>((done, fail) => ends.push((error) => (error ? fail(error) : done())))
  return { work, ends }
}

describe('one thing at a time', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('is done, and says so; what is asked for meanwhile is not', async () => {
    const doing = new Doing()
    const { work, ends } = held()
    const first = doing.run(work)
    expect(doing.busy).toBe(true)
    expect(await doing.run(work)).toBe(false)
    expect(ends).toHaveLength(1)
    ends[0]?.()
    expect([await first, doing.busy, doing.fault]).toEqual([true, false, undefined])
  })

  it('says why it failed until the next is begun, and is free for it', async () => {
    const doing = new Doing()
    expect(await doing.run(() => Promise.reject({ kind: 'disk_full', message: 'full' }))).toBe(false)
    expect([doing.busy, doing.fault?.kind]).toEqual([false, 'disk_full'])
    const broken = () => {
      throw new Error('at once')
    }
    expect(await doing.run(broken)).toBe(false)
    const { work, ends } = held()
    const next = doing.run(work)
    expect(doing.fault).toBeUndefined()
    ends[0]?.()
    expect(await next).toBe(true)
  })

  it('is waited for, with what follows it', async () => {
    const doing = new Doing()
    const order: string[] = []
    const one = held()
    void doing.run(one.work).then(() => order.push('done'))
    const idle = doing.idle().then(() => order.push('idle'))
    await Promise.resolve()
    expect(order).toEqual([])
    one.ends[0]?.({ kind: 'disk_full', message: '' })
    await idle
    expect([order, doing.busy]).toEqual([['done', 'idle'], false])
    await doing.idle()
  })

  it('is said once it changed something, and not where it failed', async () => {
    const said = vi.spyOn(toasts, 'say').mockImplementation(() => undefined)
    const doing = new Doing()
    expect(await doing.change(() => Promise.reject({ kind: 'disk_full', message: '' }), 'Disimpan')).toBe(false)
    expect(said).not.toHaveBeenCalled()
    doing.forget()
    expect(doing.fault).toBeUndefined()
    expect(await doing.change(() => Promise.resolve(), 'Disimpan')).toBe(true)
    expect(await doing.change(() => Promise.resolve())).toBe(true)
    expect(said.mock.calls).toEqual([['Disimpan']])
  })
})
