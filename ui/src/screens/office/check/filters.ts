// What of the meetings to check is shown, as it stands in an address. Pure.
import type { Checked, CheckList, CheckRow } from '../../../shell/schema'

export const WHICH: Checked[] = ['due', 'waiting', 'changed', 'to_mend', 'fine', 'all']

/** Reads the filters of an address; without any, what is to be looked at. */
export function filtersOf(query: URLSearchParams): CheckList {
  const which = query.get('which')
  return {
    which: WHICH.find((each) => each === which) ?? 'due',
    month: query.get('bulan'),
    kecamatan: query.get('kecamatan'),
    pendamping: query.get('pendamping'),
  }
}

/** The filters as the part of an address after `?`. */
export function queryOf(filters: CheckList): string {
  const query = new URLSearchParams({ which: filters.which })
  if (filters.month) query.set('bulan', filters.month)
  if (filters.kecamatan) query.set('kecamatan', filters.kecamatan)
  if (filters.pendamping) query.set('pendamping', filters.pendamping)
  return query.toString()
}

/** The one before and the one after in a list; what is no longer in it has only a first one after it. */
export function neighbours(
  order: string[],
  id: string,
): { before: string | undefined; after: string | undefined; at: number } {
  const at = order.indexOf(id)
  return { before: at > 0 ? order[at - 1] : undefined, after: at < 0 ? order[0] : order[at + 1], at }
}

/** Nobody has checked it, and there is nothing to look at. */
export function isQuiet({ meeting, warnings }: CheckRow): boolean {
  return meeting.verdict === null && !meeting.cancelled && warnings.length === 0
}
