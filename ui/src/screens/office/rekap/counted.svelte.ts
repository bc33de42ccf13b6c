// The rekap of a month, counted once for all the steps down into it, and counted anew when something changed here.
import type { RekapView } from '../../../shell/schema'
import { hear, query } from '../../../shell/shell'
import { faultFrom, type Fault } from '../../../shell/fault'

class Counted {
  value = $state.raw<RekapView>()
  fault = $state.raw<Fault>()
  busy = $state(false)
  #month = ''
  #stale = true
  #watched = 0
  #turn = 0

  constructor() {
    hear('changed', () => this.changed())
  }

  /** Something changed on this device, heard from the shell or done by a screen. */
  changed(): void {
    this.#stale = true
    if (this.#watched > 0) void this.read()
  }

  /** Shows a month until the answered function is called. */
  watch(month: string): () => void {
    this.#watched += 1
    if (month !== this.#month) {
      this.value = undefined
      this.fault = undefined
      this.#month = month
      this.#stale = true
    }
    if (this.#stale) void this.read()
    return () => (this.#watched -= 1)
  }

  /** Counts anew. */
  read = async (): Promise<void> => {
    this.#turn += 1
    const turn = this.#turn
    this.#stale = false
    this.busy = true
    try {
      const value = await query('rekap', { month: this.#month })
      if (turn !== this.#turn) return
      this.value = value
      this.fault = undefined
    } catch (error) {
      if (turn !== this.#turn) return
      this.fault = faultFrom(error)
      this.#stale = true
    }
    this.busy = false
  }
}

export const counted = new Counted()
