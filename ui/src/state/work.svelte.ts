// Long work: one at a time, told how far it is, ended by the person. It outlives the screen that began it.
import type { Doors, WorkProgress, Works } from '../shell/schema'
import { door, hear, stopWork, work } from '../shell/shell'
import { faultFrom } from '../shell/fault'
import { t } from '../text/text.svelte'
import { toasts } from './toast.svelte'

class LongWork {
  running = $state<keyof Works | keyof Doors>()
  progress = $state.raw<WorkProgress>()
  stopping = $state(false)

  /** Undefined if the person stopped it and nothing of it is left. */
  run<K extends keyof Works>(name: K, ask: Works[K]['ask']): Promise<Works[K]['answer'] | undefined> {
    return this.#follow(name, () => work(name, ask))
  }

  /** The same before the device is open. */
  enter<K extends keyof Doors>(name: K, ask: Doors[K]['ask']): Promise<Doors[K]['answer'] | undefined> {
    return this.#follow(name, () => door(name, ask))
  }

  async #follow<T>(name: keyof Works | keyof Doors, begin: () => Promise<T>): Promise<T | undefined> {
    this.running = name
    const deaf = hear('work-progress', (progress) => (this.progress = progress))
    try {
      return await begin()
    } catch (error) {
      const fault = faultFrom(error)
      if (fault.kind !== 'cancelled') throw fault
      toasts.say(t('work.stopped'))
      return undefined
    } finally {
      deaf()
      this.running = undefined
      this.progress = undefined
      this.stopping = false
    }
  }

  stop(): void {
    this.stopping = true
    void stopWork()
  }
}

export const longWork = new LongWork()
