// Long work: one at a time, told how far it is, ended by the person. It outlives the screen that began it.
import type { OnboardingCalls, JobProgress, Jobs } from '../shell/schema'
import { onboarding, hear, stopJob, job } from '../shell/shell'
import { faultFrom } from '../shell/fault'
import { t } from '../text/text.svelte'
import { toasts } from './toast.svelte'

class LongJob {
  running = $state<keyof Jobs | keyof OnboardingCalls>()
  progress = $state.raw<JobProgress>()
  stopping = $state(false)

  /** Undefined if the person stopped it and nothing of it is left. */
  run<K extends keyof Jobs>(name: K, ask: Jobs[K]['ask']): Promise<Jobs[K]['answer'] | undefined> {
    return this.#follow(name, () => job(name, ask))
  }

  /** The same before the device is open. */
  enter<K extends keyof OnboardingCalls>(
    name: K,
    ask: OnboardingCalls[K]['ask'],
  ): Promise<OnboardingCalls[K]['answer'] | undefined> {
    return this.#follow(name, () => onboarding(name, ask))
  }

  async #follow<T>(name: keyof Jobs | keyof OnboardingCalls, begin: () => Promise<T>): Promise<T | undefined> {
    this.running = name
    const deaf = hear('job-progress', (progress) => (this.progress = progress))
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
    void stopJob()
  }
}

export const longJob = new LongJob()
