// The keys of the marks: a family's three marks are a radio group, and all groups together one stop of the Tab key. Left and right choose
// within a family, up and down go to another family, a mark's letter gives it and goes on.
import type { Mark } from '../../shell/schema'
import { MARKS } from './counting'

export interface MarkKey {
  /** The mark that is given. */
  mark?: Mark
  /** How many families further the focus goes. */
  step: number
}

/** What a key does where the focus is on `at`; nothing for all others. `letters` are the marks' own, in their order. */
export function markKey(key: string, at: Mark, letters: string[]): MarkKey | undefined {
  const turn = { ArrowRight: 1, ArrowLeft: MARKS.length - 1 }[key]
  if (turn !== undefined) {
    const mark = MARKS[(MARKS.indexOf(at) + turn) % MARKS.length]
    return mark && { mark, step: 0 }
  }
  if (key === 'ArrowDown') return { step: 1 }
  if (key === 'ArrowUp') return { step: -1 }
  const mark = MARKS[letters.findIndex((letter) => letter.toLowerCase() === key.toLowerCase())]
  return mark && { mark, step: 1 }
}
