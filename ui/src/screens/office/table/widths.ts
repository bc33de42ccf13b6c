// How wide the columns of a table are: room for the longest texts, so that nothing is cut off and no column moves while rows pass by.
import { shortened, textOf, type Col } from './columns'

/** Texts that are measured of a column: the longest by their letters. */
const LONGEST = 12

/** Pixels by the columns' keys, in the type of the box where they stand; none where nothing can be measured. */
export function widthsOf<Row>(cols: Col<Row>[], rows: Row[], box: HTMLElement): Record<string, number> {
  const pen = document.createElement('canvas').getContext('2d')
  const widths: Record<string, number> = {}
  if (!pen) return widths
  const style = getComputedStyle(box)
  const pad = 1.25 * parseFloat(getComputedStyle(document.documentElement).fontSize)
  cols.forEach((col, place) => {
    const texts = rows.map((row) => shortened(textOf(col, row), col.most))
    const long = [...new Set(texts)].sort((a, b) => b.length - a.length).slice(0, LONGEST)
    pen.font = `${place === 0 ? 700 : 400} ${style.fontSize} ${style.fontFamily}`
    const words = Math.max(0, ...long.map((text) => pen.measureText(text).width))
    pen.font = `600 ${style.fontSize} ${style.fontFamily}`
    const head = pen.measureText(col.label).width + 18
    widths[col.key] = Math.ceil(Math.max(words, head) + pad)
  })
  return widths
}
