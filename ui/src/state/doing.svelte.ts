// One thing that a screen does at a time: whether it is being done, and why it failed. Knows nothing of what it is.
import { faultFrom, type Fault } from '../shell/fault'
import { toasts } from './toast.svelte'
import { touch } from './view.svelte'

export class Doing {
  busy = $state(false)
  /** Why the last one failed; none if it did not. */
  fault = $state.raw<Fault>()
  #work: Promise<boolean> = Promise.resolve(true)

  /** Does it; whether it was done. While something else is being done it is not. */
  run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return Promise.resolve(false)
    this.#work = this.#do(work)
    return this.#work
  }

  /** The same for what changes something on the device: what is shown is read anew, and `said` is said. */
  change(work: () => Promise<unknown>, said?: string): Promise<boolean> {
    return this.run(async () => {
      await work()
      touch()
      if (said) toasts.say(said)
    })
  }

  /** What failed before is of no matter any more. */
  forget(): void {
    this.fault = undefined
  }

  /** When nothing is being done. */
  async idle(): Promise<void> {
    while (this.busy) await this.#work
  }

  async #do(work: () => Promise<unknown>): Promise<boolean> {
    this.busy = true
    this.fault = undefined
    try {
      await work()
    } catch (error) {
      this.fault = faultFrom(error)
    }
    this.busy = false
    return this.fault === undefined
  }
}
