// The ways back, upon a history like a browser's: it steps some time after it was asked to.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

interface Entry {
  state: unknown
  hash: string
}

/** A window's history. `forgets`: a step that is asked for while another one is told of is not taken, as in WebKit. `loses`: so many more. */
class Browser {
  loses = 0
  entries: Entry[] = [{ state: null, hash: '' }]
  at = 0
  #events = new EventTarget()
  #telling = false

  constructor(readonly forgets: boolean) {}

  get #now(): Entry {
    return this.entries[this.at] as Entry
  }

  window() {
    const browser = this
    const put = (state: unknown, url: string | undefined): Entry => ({
      state: JSON.parse(JSON.stringify(state)),
      hash: url === undefined ? browser.#now.hash : url,
    })
    const push = (entry: Entry) => {
      browser.entries = [...browser.entries.slice(0, browser.at + 1), entry]
      browser.at += 1
    }
    return {
      history: {
        get state() {
          return browser.#now.state
        },
        replaceState: (state: unknown, _: string, url?: string) => (browser.entries[browser.at] = put(state, url)),
        pushState: (state: unknown, _: string, url?: string) => push(put(state, url)),
        go: (by: number) => {
          if ((browser.forgets && browser.#telling) || browser.loses-- > 0) return
          setTimeout(() => browser.#step(by), 5)
        },
      },
      location: {
        get hash() {
          return browser.#now.hash
        },
        set hash(path: string) {
          push({ state: null, hash: `#${path}` })
          setTimeout(() => browser.#tell('hashchange'))
        },
      },
      setTimeout,
      clearTimeout,
      addEventListener: (name: string, heard: () => void) => browser.#events.addEventListener(name, heard),
      removeEventListener: (name: string, heard: () => void) => browser.#events.removeEventListener(name, heard),
    }
  }

  #step(by: number): void {
    const before = this.#now.hash
    this.at = Math.min(this.entries.length - 1, Math.max(0, this.at + by))
    this.#tell('popstate')
    if (this.#now.hash !== before) this.#tell('hashchange')
  }

  #tell(name: string): void {
    this.#telling = true
    setTimeout(() => (this.#telling = false))
    this.#events.dispatchEvent(new Event(name))
  }
}

const settled = () => vi.advanceTimersByTimeAsync(60)

describe.each([
  ['a browser', false],
  ['one that forgets steps', true],
])('in %s', (_, forgets) => {
  let browser: Browser
  let route: import('../src/route.svelte').Route

  beforeEach(async () => {
    vi.useFakeTimers()
    browser = new Browser(forgets)
    vi.stubGlobal('window', browser.window())
    vi.resetModules()
    route = new (await import('../src/route.svelte')).Route()
    route.replace('beranda')
    route.go('catat')
    await settled()
  })

  afterEach(() => void vi.useRealTimers())

  it('leads back to where one came from', async () => {
    route.back('elsewhere')
    await settled()
    expect(route.place.path).toBe('beranda')
    route.back('elsewhere')
    await settled()
    expect(route.place.path).toBe('elsewhere')
  })

  it.each([
    ['one step', 1, 'beranda'],
    ['every step', 99, 'elsewhere'],
  ])('leads on where the browser loses %s', async (_, loses, where) => {
    browser.loses = loses
    route.back('elsewhere')
    await vi.advanceTimersByTimeAsync(7000)
    expect(route.place.path).toBe(where)
  })

  // The form of a meeting: a draft is kept, whose name the address gets, and the dialog that asked closes meanwhile.
  it.each([
    ['closes first', true],
    ['closes last', false],
  ])('leads to the list when a question is answered by leaving and %s', async (_, first) => {
    const close = vi.fn()
    route.ask(close)
    await settled()
    if (first) route.answered(close)
    route.rename('catat/draf-1')
    route.back('beranda')
    if (!first) route.answered(close)
    await settled()
    expect(route.place.path).toBe('beranda')
    expect(browser.at).toBe(0)
  })

  it('keeps the address that a place got behind a question', async () => {
    const close = vi.fn()
    route.ask(close)
    await settled()
    route.rename('catat/draf-1')
    route.answered(close)
    await settled()
    expect(browser.entries[browser.at]).toEqual({ state: { depth: 1 }, hash: '#/catat/draf-1' })
    expect(close).not.toHaveBeenCalled()
  })

  it('closes a question by a step back, and stays', async () => {
    const close = vi.fn()
    route.ask(close)
    await settled()
    browser.window().history.go(-1)
    await settled()
    expect(close).toHaveBeenCalledOnce()
    expect(route.place.path).toBe('catat')
    route.answered(close)
    route.back('elsewhere')
    await settled()
    expect(route.place.path).toBe('beranda')
  })

  it('goes on from one question to another with one step for both', async () => {
    const [one, other] = [vi.fn(), vi.fn()]
    route.ask(one)
    route.ask(other)
    route.answered(one)
    await settled()
    expect(browser.at).toBe(2)
    expect(other).not.toHaveBeenCalled()
    route.goAfterQuestion(other, 'rekap')
    await settled()
    expect(route.place.path).toBe('rekap')
    route.back('elsewhere')
    await settled()
    expect(route.place.path).toBe('catat')
  })
})
