// The exchange with the relay, as far as the window knows: what waits, whether one is under way, how the last one ended.
import type { Sending, SyncDone, SyncProgress } from '../shell/schema'
import { hear, query, stopSynchronising, synchronise } from '../shell/shell'
import { faultFrom, type Fault } from '../shell/fault'
import { standing } from './standing.svelte'

class SyncState {
  sending = $state.raw<Sending>()
  progress = $state.raw<SyncProgress>()
  last = $state.raw<SyncDone>()
  fault = $state.raw<Fault>()
  running = $state(false)

  /** The relay could not be reached at the last try. */
  get offline(): boolean {
    return this.last?.stopped === 'no_line' || (this.sending?.failures ?? 0) > 0
  }

  /** The office revoked this device: what it makes reaches nobody. */
  get revoked(): boolean {
    return this.sending?.revoked === true
  }

  get waiting(): number {
    // What is invented is never sent, so it waits for nothing.
    if (standing.inside?.sample) return 0
    return (this.sending?.waiting_meetings ?? 0) + (this.sending?.waiting_others ?? 0)
  }

  async read(): Promise<void> {
    if (standing.stage !== 'open') return
    try {
      this.sending = await query('sending', {})
    } catch (error) {
      this.fault = faultFrom(error)
    }
  }

  /** Sends and fetches now. A second call while one runs does nothing. */
  async now(): Promise<void> {
    if (this.running || standing.stage !== 'open' || standing.inside?.sample) return
    this.running = true
    this.fault = undefined
    try {
      this.last = await synchronise()
    } catch (error) {
      this.fault = faultFrom(error)
    } finally {
      this.running = false
      this.progress = undefined
      await this.read()
      await this.#learn()
    }
  }

  /** What an exchange changed may be the office itself: its name, its zone, who leads groups. */
  async #learn(): Promise<void> {
    if (this.last?.changed) await standing.reload()
  }

  async stop(): Promise<void> {
    await stopSynchronising()
  }

  /** Follows what the shell says, and tries when the network or the person is back. Called once. */
  follow(): void {
    hear('changed', () => void this.read())
    hear('sync-progress', (progress) => {
      this.progress = progress
    })
    hear('sync-done', (done) => {
      this.last = done
      this.progress = undefined
      void this.read().then(() => this.#learn())
    })
    window.addEventListener('online', () => void this.now())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.now()
    })
  }
}

export const sync = new SyncState()
