// On which step of the form stands what a warning is about, and where on it.
import type { Warning } from '../../shell/schema'

const PLACES: Record<Warning, { step: number; test?: string }> = {
  disagreement: { step: 1 },
  in_future: { step: 0, test: 'date' },
  nobody_present: { step: 1 },
  unmarked: { step: 1, test: 'only-unmarked' },
  twice_in_month: { step: 0, test: 'date' },
  unrated: { step: 2, test: 'rate-rest' },
  no_speaker: { step: 0, test: 'speaker-name-1' },
  no_times: { step: 0, test: 'starts' },
  no_place: { step: 0, test: 'place' },
  no_notes: { step: 3, test: 'notes-proses' },
}

export function stepOf(warning: Warning): number {
  return PLACES[warning].step
}

/** The control that mends it, as tests name it; where there is none yet, the one that adds it. */
export function controlOf(warning: Warning): HTMLElement | null {
  const { test } = PLACES[warning]
  if (!test) return null
  const adds = warning === 'no_speaker' ? ', [data-test="add-speaker"]' : ''
  return document.querySelector<HTMLElement>(`[data-test="${test}"]${adds}`)
}
