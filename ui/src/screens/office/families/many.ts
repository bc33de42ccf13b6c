// What is done one after the other with many rows, and how many names are said of them. Knows no call.
import { faultFrom } from '../../../shell/fault'

/** Names that are said; of more of them their number. */
export const MOST_NAMED = 8

/** What was done, in its order, and which rows refused and why. */
export interface Each<Row, Answer> {
  done: Answer[]
  refused: { row: Row; why: string }[]
}

/** Does it with each row in turn: what one refuses says nothing of the next. */
export async function each<Row, Answer>(rows: Row[], act: (row: Row) => Promise<Answer>): Promise<Each<Row, Answer>> {
  const all: Each<Row, Answer> = { done: [], refused: [] }
  for (const row of rows) {
    try {
      all.done.push(await act(row))
    } catch (error) {
      all.refused.push({ row, why: faultFrom(error).message })
    }
  }
  return all
}
