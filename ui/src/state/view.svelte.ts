// A question whose answer a screen shows: asked anew when the question or something on the device changes.
import { untrack } from 'svelte'
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

/** Answers that were asked for before their screen was there, and how many changes there had been. Each is shown once. */
const ahead = new Map<keyof Queries, { value: unknown; count: number }>()

/**
 * Asks what a screen that comes next will show, so that it is drawn once and whole; waits for the answer as long as `within`
 * milliseconds. What comes later, and a fault, the screen asks for itself.
 */
export async function askAhead<K extends keyof Queries>(
  name: K,
  ask: Queries[K]['ask'],
  within: number,
): Promise<void> {
  const { count } = changes
  let late = false
  const asked = query(name, ask).then(
    (value) => void (late || ahead.set(name, { value, count })),
    () => undefined,
  )
  await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, within))])
  late = true
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
    const early = ahead.get(name)
    ahead.delete(name)
    let answered = early !== undefined && early.count === untrack(() => changes.count)
    if (answered) this.value = early?.value as Queries[K]['answer']
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
