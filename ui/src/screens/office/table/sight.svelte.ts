// Which rows of a table are in sight: its box reaches down to the foot of the window and scrolls, and only the rows in sight and a few
// beyond them are there. Knows no row.

/** Height of a row, in rem: the cells' own, in cells.css. */
export const ROW_REM = 2.25
/** Rows that are there beyond those in sight, on either side. */
const BEYOND = 8
/** Least height of the box, in rem, and what stays free below it, in pixels. */
const LEAST_REM = 16
const FREE = 24

/** The first row that is there and the one after the last, of so many, each `row` pixels high, in a box scrolled by `top`. */
export function rowsInSight(top: number, height: number, row: number, total: number): [number, number] {
  return [
    Math.max(0, Math.min(total, Math.floor(top / row)) - BEYOND),
    Math.min(total, Math.ceil((top + height) / row) + BEYOND),
  ]
}

/** By how much a box is scrolled once the row at a place is seen whole, below the head, which stays and is as high as a row. */
export function scrolledTo(place: number, row: number, top: number, height: number): number {
  const [above, below] = [place * row, (place + 2) * row]
  if (above < top) return above
  return below > top + height ? below - height : top
}

export class Sight {
  box = $state<HTMLElement>()
  /** Height of a row in pixels: it grows with the text. */
  row = $state(36)
  /** Room down to the foot of the window, so that the table scrolls and not the page around it. */
  room = $state(400)
  breadth = $state(0)
  #top = $state(0)
  #height = $state(600)
  #total: () => number
  #span = $derived.by(() => rowsInSight(this.#top, this.#height, this.row, this.#total()))
  first = $derived.by(() => this.#span[0])
  end = $derived.by(() => this.#span[1])

  /** `total` reads how many rows there are. */
  constructor(total: () => number) {
    this.#total = total
  }

  /** How many rows a page's key goes on. */
  get page(): number {
    return Math.max(1, Math.floor(this.#height / this.row) - 2)
  }

  /** Looks how large the box is and where it is scrolled to. */
  measure = (): void => {
    const { box } = this
    if (!box) return
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
    this.row = ROW_REM * rem
    this.room = Math.max(LEAST_REM * rem, window.innerHeight - box.getBoundingClientRect().top - window.scrollY - FREE)
    this.#height = box.clientHeight
    this.breadth = box.clientWidth
    this.#top = box.scrollTop
  }

  /** Scrolls the row at a place into sight. */
  reveal(place: number): void {
    const { box } = this
    if (!box) return
    const top = scrolledTo(place, this.row, box.scrollTop, box.clientHeight)
    if (top !== box.scrollTop) box.scrollTop = top
    this.measure()
  }

  toTop(): void {
    if (this.box) this.box.scrollTop = 0
  }
}
