// What screens say of letters: what each is called, what became of it, what is to be looked at.
import type { DeliveryWay, GroundNow, LetterRow, LetterState, LetterStep, GroundStanding } from '../../shell/schema'
import { formatMonth } from '../../text/format'
import { language, t } from '../../text/text.svelte'

export const WAYS: DeliveryWay[] = ['langsung', 'keluarga', 'ketua', 'desa', 'pesan']

export function stepName(step: LetterStep): string {
  return t(`letters.${step}`)
}

export function stateName(state: LetterState): string {
  return t(`letters.state_${state}`)
}

const TONES: Record<LetterState, 'plain' | 'ok' | 'warn' | 'brand'> = {
  draft: 'warn',
  delivered: 'brand',
  answered: 'brand',
  closed: 'ok',
  cancelled: 'plain',
}

export function stateTone(state: LetterState): 'plain' | 'ok' | 'warn' | 'brand' {
  return TONES[state]
}

/** Whom a letter is for; a family that is not here is named by no number. */
export function named(name: string): string {
  return name || t('letters.unknown')
}

export function monthsOf(months: string[]): string {
  return months.map((month) => formatMonth(month, language())).join(', ')
}

/** What is to be looked at, of a letter that still counts. */
export function flags(row: LetterRow): string[] {
  if (row.state === 'cancelled') return []
  const ground: Record<GroundStanding, string[]> = {
    stands: [],
    unknown: [],
    changed: [t('letters.changed')],
    vanished: [t('letters.vanished')],
  }
  return [
    ...ground[row.standing],
    ...(row.doubled ? [t('letters.doubled')] : []),
    ...(row.disagreements > 0 ? [t('letters.differs', { n: row.disagreements })] : []),
  ]
}

/** What a meeting of the ground is now. */
export function nowIs(now: GroundNow): string {
  if (typeof now === 'string') return t(`letters.now_${now}`)
  return t(`mark.${now.marked}`)
}

/** Whether it is what it was. */
export function still(now: GroundNow): boolean {
  return typeof now !== 'string' && now.marked === 'alfa'
}
