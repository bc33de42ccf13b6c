// The numbers beside the ways of the office that ask for work.
import { hear, look } from '../shell/shell'
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
    const [checks, differences, security] = await Promise.allSettled([
      look('check_list', { which: 'waiting', month: null, kecamatan: null, pendamping: null }),
      look('differences', { doc: null }),
      look('security', {}),
    ])
    if (checks.status === 'fulfilled') this.periksa = checks.value.waiting + checks.value.changed
    if (differences.status === 'fulfilled') this.perbedaan = differences.value.length
    if (security.status === 'fulfilled') this.keamanan = security.value.open
  }

  follow(): void {
    hear('changed', () => void this.read())
  }
}

export const badges = new Badges()
