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

function read(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  return { path, query: new URLSearchParams(query) }
}

class Route {
  place = $state.raw<Place>(read(window.location.hash))
  /** How many places of this window lie behind this one. Kept with each entry of the history. */
  #depth = 0

  constructor() {
    window.addEventListener('hashchange', () => {
      const kept = (window.history.state as { depth?: number } | null)?.depth
      this.#depth = kept ?? this.#depth + 1
      if (kept === undefined) window.history.replaceState({ depth: this.#depth }, '')
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
    if (this.#depth > 0) window.history.back()
    else this.replace(otherwise)
  }
}

export const route = new Route()

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
