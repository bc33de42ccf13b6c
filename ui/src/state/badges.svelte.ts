// Counts beside the entries of the office's navigation.
import { hear, query } from '../shell/shell'
import { standing } from './standing.svelte'
import { sync } from './sync.svelte'

class Badges {
  periksa = $state(0)
  perbedaan = $state(0)
  keamanan = $state(0)

  get menunggu(): number {
    return sync.waiting
  }

  /** Counts anew. A fault leaves the numbers as they were: the screens behind them say what is wrong. */
  async read(): Promise<void> {
    if (!standing.office) return
    try {
      const counted = await query('badges', {})
      this.periksa = counted.check
      this.perbedaan = counted.differences
      this.keamanan = counted.security
    } catch {
      // They stay as they were.
    }
  }

  follow(): void {
    hear('changed', () => void this.read())
  }
}

export const badges = new Badges()
