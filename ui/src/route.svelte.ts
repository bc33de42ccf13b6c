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
  /** How many places of this window lie behind it. */
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
/** A step that a browser has forgotten is asked for again. */
const TRIES = 3

/** Done when the history stands where `there` says, or after as long as a step takes. */
function moved(there: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(arrived, STEP_TAKES)
    function arrived(): void {
      window.clearTimeout(timer)
      window.removeEventListener('popstate', look)
      // WebKit forgets a step that is asked for while it tells of another one.
      window.setTimeout(resolve)
    }
    function look(): void {
      if (there()) arrived()
    }
    window.addEventListener('popstate', look)
  })
}

/** Goes back to the place at that depth; false if the browser does not. What lies before is counted anew at each try. */
async function backTo(depth: number): Promise<boolean> {
  const there = () => (kept().depth ?? 0) <= depth && !kept().asks
  for (let left = TRIES; left > 0 && !there(); left -= 1) {
    const arrives = moved(there)
    window.history.go(-((kept().depth ?? 0) - depth + (kept().asks ? 1 : 0)))
    await arrives
  }
  return there()
}

export class Route {
  place = $state.raw<Place>(read(window.location.hash))
  /** How many places of this window lie behind this one. Kept with each entry of the history. */
  #depth = 0
  /** Steps that were asked for: each begins when the one before was taken, and looks only then where it starts from. */
  #steps: Promise<void> = Promise.resolve()
  /** What closes the questions that stand in front of the place. They have one entry of the history together. */
  #questions = new Set<() => void>()
  /** The address that the place got while a question stood in front of it. */
  #renamed: string | undefined

  constructor() {
    if (kept().depth === undefined) this.#keep({ depth: 0 })
    else this.#depth = kept().depth ?? 0
    window.addEventListener('popstate', () => this.#stepped())
    window.addEventListener('hashchange', () => {
      const { depth } = kept()
      this.#depth = depth ?? this.#depth + 1
      if (depth === undefined) this.#keep({ depth: this.#depth })
      this.place = read(window.location.hash)
    })
  }

  go(path: string): void {
    window.location.hash = `/${path}`
  }

  /** Goes there so that "back" does not lead here again. */
  replace(path: string): void {
    this.rename(path)
    this.place = read(`#/${path}`)
  }

  /** Corrects the address of this place without opening it anew. */
  rename(path: string): void {
    // The entry of a question stays one: whoever goes back from it has one step more to go.
    if (kept().asks) this.#renamed = path
    this.#keep({ ...kept(), depth: this.#depth }, path)
  }

  /** Back to where the person came from; where there is nothing, or a browser does not go there, to `otherwise`. */
  back(otherwise: string): void {
    this.#then(async () => {
      const depth = kept().depth ?? this.#depth
      if (depth > 0 && (await backTo(depth - 1))) return
      if (kept().asks) await backTo(depth)
      this.replace(otherwise)
    })
  }

  /** A question comes in front of the place: "back" only closes it, by `close`. */
  ask(close: () => void): void {
    this.#questions.add(close)
    this.#then(() => {
      if (this.#questions.has(close) && !kept().asks) {
        window.history.pushState({ depth: this.#depth, asks: true }, '')
      }
    })
  }

  /** The question was answered: its step goes from the history, unless the answer led to another place. */
  answered(close: () => void): void {
    this.#questions.delete(close)
    this.#then(async () => {
      if (kept().asks && this.#questions.size === 0) await backTo(kept().depth ?? 0)
    })
  }

  /** The answer to a question leads elsewhere, once its step has gone from the history. */
  goAfterQuestion(close: () => void, path: string): void {
    this.answered(close)
    this.#then(() => this.go(path))
  }

  /** The history stands elsewhere: in front of no question, or at another place. */
  #stepped(): void {
    if (kept().asks) return
    const renamed = this.#renamed
    this.#renamed = undefined
    if (renamed !== undefined && kept().depth === this.#depth) this.#keep({ depth: this.#depth }, renamed)
    for (const close of [...this.#questions]) close()
  }

  #keep(state: Kept, path?: string): void {
    if (path === undefined) window.history.replaceState(state, '')
    else window.history.replaceState(state, '', `#/${path}`)
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
