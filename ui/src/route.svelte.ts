// Where in the window the person is: the part of the address after `#`, so that "back" works everywhere.

/** An address taken apart: `#/kelompok/12?ubah=ya`. */
export interface Place {
  path: string
  query: URLSearchParams
}

/** A pattern that fits, and what stands for its `:names`. */
export interface Match {
  pattern: string
  params: Record<string, string>
}

/** What is kept with an entry of the history. */
interface Kept {
  depth?: number
  /** A question stands in front of the place. */
  asks?: boolean
}

function kept(): Kept {
  return (window.history.state as Kept | null) ?? {}
}

function read(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  return { path, query: new URLSearchParams(query) }
}

/** Longer than any browser takes for a step within one page. */
const STEP_TAKES = 2000

/** Goes back in the history; done when the browser says that it is there. */
function stepBack(places: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(arrived, STEP_TAKES)
    function arrived(): void {
      window.clearTimeout(timer)
      window.removeEventListener('popstate', arrived)
      resolve()
    }
    window.addEventListener('popstate', arrived)
    window.history.go(-places)
  })
}

class Route {
  place = $state.raw<Place>(read(window.location.hash))
  /** How many places of this window lie behind this one. Kept with each entry of the history. */
  #depth = 0
  /**
   * Steps back that were asked for. A browser takes a step some time after it was asked to, and some forget one that is under way
   * when they are asked for another: so each begins when the one before was taken, and looks only then where it starts from.
   */
  #steps: Promise<void> = Promise.resolve()

  constructor() {
    window.addEventListener('hashchange', () => {
      const { depth } = kept()
      this.#depth = depth ?? this.#depth + 1
      if (depth === undefined) window.history.replaceState({ depth: this.#depth }, '')
      this.place = read(window.location.hash)
    })
  }

  go(path: string): void {
    window.location.hash = `/${path}`
  }

  /** Goes there so that "back" does not lead here again. */
  replace(path: string): void {
    window.history.replaceState({ depth: this.#depth }, '', `#/${path}`)
    this.place = read(window.location.hash)
  }

  /** Corrects the address of this place without opening it anew. */
  rename(path: string): void {
    window.history.replaceState({ depth: this.#depth }, '', `#/${path}`)
  }

  /** Back to where the person came from; where there is nothing, to `otherwise`. */
  back(otherwise: string): void {
    this.#then(() => {
      if ((kept().depth ?? this.#depth) > 0) return stepBack(kept().asks ? 2 : 1)
      this.replace(otherwise)
    })
  }

  /** A question comes in front of the place: "back" only closes it, which `closed` tells. */
  ask(closed: () => void): void {
    window.history.pushState({ depth: this.#depth, asks: true }, '')
    window.addEventListener('popstate', closed, { once: true })
  }

  /** The answer to a question leads elsewhere, once its step has gone from the history. */
  goAfterQuestion(path: string): void {
    this.answered()
    this.#then(() => this.go(path))
  }

  /** The question was answered: its step goes from the history, unless the answer led to another place. */
  answered(): void {
    this.#then(() => (kept().asks ? stepBack(1) : undefined))
  }

  #then(step: () => Promise<void> | void): void {
    this.#steps = this.#steps.then(step)
  }
}

export const route = new Route()

/** Reads a file that another app handed over: the shell leads here with `?berkas`. While a component is set up. */
export function broughtHere(read: () => Promise<void>): void {
  $effect(() => {
    if (!route.place.query.has('berkas')) return
    route.rename(route.place.path)
    void read()
  })
}

/** The address of a place, for links. */
export function href(path: string): string {
  return `#/${path}`
}

/** The first pattern that fits a path; a part `:name` stands for anything. */
export function match(patterns: string[], path: string): Match | undefined {
  const parts = path.split('/')
  for (const pattern of patterns) {
    const wanted = pattern.split('/')
    if (wanted.length !== parts.length) continue
    const params: Record<string, string> = {}
    const fits = wanted.every((want, at) => {
      const part = parts[at] ?? ''
      if (!want.startsWith(':')) return want === part
      params[want.slice(1)] = decodeURIComponent(part)
      return part !== ''
    })
    if (fits) return { pattern, params }
  }
  return undefined
}
