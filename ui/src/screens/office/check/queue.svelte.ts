// The order in which somebody goes through meetings: as the list stood when they began, so that a verdict does not move their place.
import type { CheckList, Verdict } from '../../../shell/schema'
import { query } from '../../../shell/shell'
import { queryOf } from './filters'

class Queue {
  ids = $state.raw<string[]>([])
  /** What was said since the list was begun; of a list that was gone through to its end. */
  finished = $state.raw<{ fine: number; mend: number }>()
  #of: string | undefined
  #said = new Map<string, Verdict>()

  /** Takes the order of a list that is shown. */
  take(filters: CheckList, ids: string[]): void {
    this.#said.clear()
    this.#of = queryOf(filters)
    this.ids = ids
  }

  /** A verdict was given; none took one back. */
  said(id: string, verdict: Verdict | null): void {
    if (verdict) this.#said.set(id, verdict)
    else this.#said.delete(id)
  }

  /** The list was gone through to its end. */
  finish(): void {
    const said = [...this.#said.values()]
    const fine = said.filter((verdict) => verdict === 'sesuai').length
    this.finished = { fine, mend: said.length - fine }
  }

  /** Makes sure that there is an order for these filters; asks for it where the list was not shown. */
  async ready(filters: CheckList): Promise<void> {
    if (this.#of === queryOf(filters)) return
    const page = await query('check_list', filters)
    this.take(
      filters,
      page.rows.map((row) => row.meeting.id),
    )
  }
}

export const queue = new Queue()

const KEPT = 'sesi.periksa.tombol'

class QuickKeys {
  /** Single keys give verdicts; the person can turn that off. */
  on = $state(window.localStorage.getItem(KEPT) !== 'tidak')

  set(on: boolean): void {
    this.on = on
    window.localStorage.setItem(KEPT, on ? 'ya' : 'tidak')
  }
}

export const quickKeys = new QuickKeys()
