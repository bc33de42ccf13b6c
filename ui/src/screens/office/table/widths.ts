// How wide the columns of a table are: room for the longest texts where there is room, and otherwise as much less of running texts as
// makes the table fit, so that no column lies outside of the window. Widths are of all rows: none moves while rows pass by.
import { shortened, textOf, type Col } from './columns'

/** Texts that are measured of a column: the longest by their letters. */
const LONGEST = 12
/** Texts up to so many letters are shown whole: days, figures, states. */
const WHOLE = 14
/** What is left of longer ones at the least, in letters of middle width. */
const LEAST = { first: 22, other: 9 }

/** Pixels of the narrowest head, so that its button can be touched. */
const NARROWEST = 40

/** Pixels of a column: as its texts and its head want it, with its head on two lines, and at the least. */
export interface Width {
  wanted: number
  folded: number
  least: number
}

/** Widths by the columns' keys, in the type of the box where they stand; none where nothing can be measured. */
export function widthsOf<Row>(cols: Col<Row>[], rows: Row[], box: HTMLElement): Record<string, Width> {
  const pen = document.createElement('canvas').getContext('2d')
  const widths: Record<string, Width> = {}
  if (!pen) return widths
  const style = getComputedStyle(box)
  const pad = 1.05 * parseFloat(getComputedStyle(document.documentElement).fontSize)
  const measured = (text: string) => pen.measureText(text).width
  cols.forEach((col, place) => {
    const texts = rows.map((row) => shortened(textOf(col, row), col.most))
    const long = [...new Set(texts)].sort((a, b) => b.length - a.length).slice(0, LONGEST)
    pen.font = `${place === 0 ? 700 : 400} ${style.fontSize} ${style.fontFamily}`
    const words = Math.max(0, ...long.map(measured))
    const most = (col.letters ?? (place === 0 ? LEAST.first : LEAST.other)) * measured('n')
    const whole = col.num || col.whole || (long[0]?.length ?? 0) <= WHOLE ? words : Math.min(words, most)
    pen.font = `600 ${style.fontSize} ${style.fontFamily}`
    // A head on one line has room for the arrow of its order; a folded one takes a third line for it.
    const [head, part] = [measured(col.label) + 18, Math.max(NARROWEST, longestLine(col.label, measured) + 6)]
    const wide = (text: number, title: number) => Math.ceil(Math.max(text, title) + pad)
    widths[col.key] = { wanted: wide(words, head), folded: wide(words, part), least: wide(whole, part) }
  })
  return widths
}

/** The longer line of a head that is set on two lines as evenly as its words allow. */
function longestLine(label: string, measured: (text: string) => number): number {
  const words = label.split(' ')
  const breaks = words.map((_, at) => [words.slice(0, at).join(' '), words.slice(at).join(' ')])
  return Math.min(...breaks.map(([one = '', other = '']) => Math.max(measured(one), measured(other))))
}

/** A column that was not measured yet. */
const UNKNOWN: Width = { wanted: 120, folded: 120, least: 120 }

/** What each of the columns that are shown gets of so much room. */
export function sizesOf<Row>(shown: Col<Row>[], widths: Record<string, Width>, room: number): number[] {
  return fitted(
    shown.map(({ key }) => widths[key] ?? UNKNOWN),
    room,
  )
}

/** What each of some columns gets of so much room: heads are folded first, then the widest texts give way, all of them down to one
width. Where even their least is too much, the table is wider than its room. */
export function fitted(widths: Width[], room: number): number[] {
  const sum = (sizes: number[]) => sizes.reduce((all, size) => all + size, 0)
  const wanted = widths.map((width) => width.wanted)
  if (sum(wanted) <= room) return wanted
  const at = (most: number) => widths.map(({ folded, least }) => Math.max(least, Math.min(folded, most)))
  let [low, high] = [0, Math.max(0, ...widths.map(({ folded }) => folded))]
  if (sum(at(high)) <= room) return at(high)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (sum(at(middle)) <= room) low = middle
    else high = middle
  }
  return at(low)
}
