// Saves a form at its button, on leaving, and when the device is put away: one save after the other, until nothing that was said is
// unsaved. Knows no form.
import { faultFrom, type Fault } from '../../shell/fault'

export class Saving {
  fault = $state.raw<Fault>()
  running = $state(false)
  #said = $state(0)
  #saved = $state(0)
  #work: Promise<boolean> | undefined
  #save: () => Promise<void>

  constructor(save: () => Promise<void>) {
    this.#save = save
  }

  /** Something was said that is not saved. */
  get changed(): boolean {
    return this.#said !== this.#saved
  }

  /** The person said something. */
  said = (): void => {
    this.#said += 1
  }

  /** Saves what was said, while it runs too; true if all of it is saved. */
  now(): Promise<boolean> {
    this.#work ??= this.#run()
    return this.#work
  }

  async #run(): Promise<boolean> {
    this.running = true
    this.fault = undefined
    while (this.changed && !this.fault) {
      const upTo = this.#said
      try {
        await this.#save()
        this.#saved = upTo
      } catch (error) {
        this.fault = faultFrom(error)
      }
    }
    this.running = false
    this.#work = undefined
    return this.fault === undefined
  }
}
