// Keeps the form as a draft at every tap, one after the other: what is kept last is what was tapped last. If a tap
// comes while another is being kept, the newest state is kept next; it holds the taps between.
import type { MeetingDraft } from '../../shell/schema'
import { command } from '../../shell/shell'
import { faultFrom, type Fault } from '../../shell/fault'

type Keep = (draft: MeetingDraft) => Promise<unknown>

export class DraftKeeper {
  /** The last try failed: what was tapped since is not kept yet. */
  fault = $state.raw<Fault>()
  /** Something is not kept yet. */
  pending = $state(false)
  #next: MeetingDraft | undefined
  #last: MeetingDraft | undefined
  #running: Promise<void> | undefined
  #keep: Keep

  constructor(keep: Keep = (draft) => command('keep_draft', { draft })) {
    this.#keep = keep
  }

  /** Keeps that state. Answers at once; `settled` says when it is durable. */
  keep(draft: MeetingDraft): void {
    this.#next = draft
    this.#last = draft
    this.pending = true
    this.#running ??= this.#run()
  }

  /** Tries again what failed. */
  again = (): void => {
    if (this.#last) this.keep(this.#last)
  }

  /** When everything tapped so far is durable, or failed. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#next) {
      const draft = this.#next
      this.#next = undefined
      try {
        await this.#keep(draft)
        this.fault = undefined
        if (!this.#next) this.pending = false
      } catch (error) {
        this.fault = faultFrom(error)
      }
    }
    this.#running = undefined
  }
}
