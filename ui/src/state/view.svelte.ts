// A question whose answer a screen shows: asked anew when the question or something on the device changes.
import type { Queries } from '../shell/schema'
import { hear, query } from '../shell/shell'
import { faultFrom, type Fault } from '../shell/fault'

class Changes {
  count = $state(0)
}

const changes = new Changes()

/** Begins to hear of changes. Called once. */
export function followChanges(): void {
  hear('changed', () => touch())
}

/** Says that something changed here, so that what is shown is read anew. */
export function touch(): void {
  changes.count += 1
}

/** The answer to a query. To be made while a component is set up; `ask` may read state; none asks nothing. */
export class View<K extends keyof Queries> {
  value = $state.raw<Queries[K]['answer']>()
  fault = $state.raw<Fault>()
  busy = $state(false)
  #turn = 0
  #name: K
  #ask: () => Queries[K]['ask'] | undefined

  constructor(name: K, ask: () => Queries[K]['ask'] | undefined) {
    this.#name = name
    this.#ask = ask
    $effect(() => {
      void changes.count
      void this.#load(this.#ask())
    })
  }

  /** Asks again, after a fault. */
  again = (): void => void this.#load(this.#ask())

  async #load(ask: Queries[K]['ask'] | undefined): Promise<void> {
    this.#turn += 1
    if (ask === undefined) return
    const turn = this.#turn
    this.busy = true
    try {
      const value = await query(this.#name, ask)
      if (turn !== this.#turn) return
      this.value = value
      this.fault = undefined
    } catch (error) {
      if (turn !== this.#turn) return
      this.fault = faultFrom(error)
    }
    this.busy = false
  }
}
