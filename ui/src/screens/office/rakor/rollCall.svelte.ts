// Who is said to be at a rakor, and why not, until it is saved: upon the version that was seen when the first of it was said. Knows no screen.
import type { Presence } from '../../../shell/schema'
import { presencesOf, type Said } from '../presence'

/** Of a person what is known of old. */
interface Known {
  who: string
  presence: Presence | null
  reason: string | null
}

/** What is saved at once. */
export interface Call {
  base: string
  marks: Record<string, Presence | null>
  reasons: Record<string, string>
}

export class RollCall {
  #marks = $state.raw<Record<string, Said>>({})
  #reasons = $state.raw<Record<string, string>>({})
  #base = ''
  #seen: () => string

  /** `seen` reads the version that is on the screen. */
  constructor(seen: () => string) {
    this.#seen = seen
  }

  /** How much was said that is not saved. */
  get unsaved(): number {
    return Object.keys(this.#marks).length + Object.keys(this.#reasons).length
  }

  said(one: Known): Said {
    return this.#marks[one.who] ?? one.presence ?? 'none'
  }

  reason(one: Known): string {
    return this.#reasons[one.who] ?? one.reason ?? ''
  }

  mark(who: string, said: Said): void {
    this.#begin()
    this.#marks = { ...this.#marks, [who]: said }
  }

  explain(who: string, reason: string): void {
    this.#begin()
    this.#reasons = { ...this.#reasons, [who]: reason }
  }

  /** Saves what was said. What is said meanwhile stays, upon what was just saved: `latest` asks for that version. */
  async save(send: (call: Call) => Promise<unknown>, latest: () => Promise<string>): Promise<void> {
    const [marks, reasons] = [this.#marks, this.#reasons]
    await send({ base: this.#base, marks: presencesOf(marks), reasons })
    this.#marks = since(this.#marks, marks)
    this.#reasons = since(this.#reasons, reasons)
    if (this.unsaved > 0) this.#base = await latest()
  }

  #begin(): void {
    if (this.unsaved === 0) this.#base = this.#seen()
  }
}

/** What is said otherwise now than it was then. */
function since<Said>(now: Record<string, Said>, then: Record<string, Said>): Record<string, Said> {
  return Object.fromEntries(Object.entries(now).filter(([who, said]) => then[who] !== said))
}
