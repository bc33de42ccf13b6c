// A question whose answer a screen shows: asked anew when the question or something on the device changes.
import { untrack } from 'svelte'
import type { Queries } from '../shell/schema'
import { hear, query } from '../shell/shell'
import { faultFrom, type Fault } from '../shell/fault'
import { Ahead } from './ahead'

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

const ahead = new Ahead()

/** Asks what a screen that comes next will show, so that it is drawn once and whole; waits for it as long as `within` milliseconds. */
export function askAhead<K extends keyof Queries>(name: K, ask: Queries[K]['ask'], within: number): Promise<void> {
  return ahead.wait(name, query(name, ask), changes.count, within)
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
    const early = ahead.take(
      name,
      untrack(() => changes.count),
    )
    let answered = early !== undefined
    if (early) this.value = early.value as Queries[K]['answer']
    $effect(() => {
      void changes.count
      const next = this.#ask()
      if (answered) answered = false
      else void this.#load(next)
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
