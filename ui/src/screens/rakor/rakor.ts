// What screens about a rakor share. Pure.
import type { RakorFacts, RakorForm, RakorFormat } from '../../shell/schema'
import { formatLongDay, formatMinutes } from '../../text/format'
import { language } from '../../text/text.svelte'

/** A way to write a form about a rakor: the button's words, and the file's. */
export interface Way {
  form: RakorForm
  format: RakorFormat
  label: string
  name: string
  main?: boolean
}

/** `Rabu, 18 November 2026 · 09.00 – 12.00 · Aula`. */
export function whenAndWhere(facts: RakorFacts): string {
  const time = [facts.starts, facts.ends]
    .filter((minutes): minutes is number => minutes !== null)
    .map((minutes) => formatMinutes(minutes, language()))
    .join(' – ')
  return [facts.day ? formatLongDay(facts.day, language()) : '', time, facts.place].filter(Boolean).join(' · ')
}
