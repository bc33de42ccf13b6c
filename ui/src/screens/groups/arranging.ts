// The ways to arrange a group, as places name them, and how what was arranged is said.
import type { ArrangementRow, DoneArranging, GroupRow } from '../../shell/schema'
import { standing } from '../../state/standing.svelte'
import { t } from '../../text/text.svelte'

export const WAYS = ['pindah', 'pecah', 'gabung', 'serah', 'tutup', 'buka'] as const
export type Way = (typeof WAYS)[number]

/** The way of a place; none of a place that is none. */
export function wayOf(text: string | undefined): Way | undefined {
  return WAYS.find((way) => way === text)
}

/** Whether a group exists today. */
export function isOpen(row: GroupRow): boolean {
  return !row.opens && (!row.closed || row.closed > standing.today)
}

/** That something was arranged, and what it did beyond that. */
export function saidDone(done: DoneArranging): string {
  const { voided, ended, ended_statuses } = done.effects
  if (voided.length > 0) {
    const families = new Set(voided.flatMap((meeting) => meeting.families.map((family) => family.id)))
    return t('arrange.done_voided', { n: families.size, meetings: voided.length })
  }
  if (ended_statuses.length > 0) return t('arrange.done_ended_statuses', { n: ended_statuses.length })
  return ended.length > 0 ? t('arrange.done_ended', { n: ended.length }) : t('arrange.done')
}

/** What was arranged, in a sentence. */
export function saidOf(row: ArrangementRow): string {
  const names = row.groups.map((group) => group.name).join(', ')
  return t(`arrange.${row.what}`, {
    n: row.families.length,
    from: row.from.join(', ') || t('arrange.nobody'),
    to: row.to,
    status: row.status ? t(`status.${row.status}`).toLocaleLowerCase('id') : '',
    groups: names || row.from.join(', '),
  })
}
