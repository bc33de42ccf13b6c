// The shapes of the trend: shares over months as lines that are open where a month has nothing. Knows no screen.
import { line } from 'd3-shape'

/** Where the lines stand, in pixels. */
export interface Frame {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
}

/** Where the chart begins: a ten below the smallest share, so that the lines use the height and the ticks end at 100. */
export function floorOf(values: (number | null)[]): number {
  const known = values.filter((value): value is number => value !== null)
  if (known.length === 0) return 0
  const ten = Math.max(0, Math.min(90, Math.floor((Math.min(...known) - 1) / 10) * 10))
  return ten < 50 && ten % 20 !== 0 ? ten - 10 : ten
}

/** Ticks from the floor to 100, at most six. */
export function ticksOf(floor: number): number[] {
  const step = floor < 50 ? 20 : 10
  const ticks: number[] = []
  for (let tick = floor; tick <= 100; tick += step) ticks.push(tick)
  return ticks
}

export function xOf(at: number, count: number, frame: Frame): number {
  const room = frame.width - frame.left - frame.right
  return frame.left + (count > 1 ? (at * room) / (count - 1) : room / 2)
}

export function yOf(value: number, floor: number, frame: Frame): number {
  const room = frame.height - frame.top - frame.bottom
  return frame.top + ((100 - value) * room) / (100 - floor)
}

/** The path of a line; empty where there is nothing. */
export function pathOf(values: (number | null)[], floor: number, frame: Frame): string {
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_, at) => xOf(at, values.length, frame))
    .y((value) => yOf(value ?? 0, floor, frame))
    .digits(1)
  return path(values) ?? ''
}
