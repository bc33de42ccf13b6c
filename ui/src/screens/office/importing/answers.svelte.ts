// What people answer about a list before it is imported: each by the id of what was asked, kept from one preview to the next.
import type { ImportAnswer } from '../../../shell/schema'

export class Answers {
  #given = $state.raw<Record<string, ImportAnswer>>({})

  /** All of them, as the calls take them. */
  get all(): ImportAnswer[] {
    return Object.values(this.#given)
  }

  of(id: string): ImportAnswer | undefined {
    return this.#given[id]
  }

  give(id: string, choice: string, more: Partial<Pick<ImportAnswer, 'since' | 'group'>> = {}): void {
    this.#given = { ...this.#given, [id]: { id, choice, since: null, group: null, ...more } }
  }

  clear(): void {
    this.#given = {}
  }
}
