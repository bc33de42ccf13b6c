// Draws the trend with uPlot, in the colours of the theme. Loaded only where a trend is shown.
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

/** A line of the chart: a share in percent for each label, none where there is nothing. */
export interface Line {
  label: string
  values: (number | null)[]
  dashed: boolean
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** The lowest tick: the next ten below the smallest value, so that the lines use the height. */
function floor(lines: Line[]): number {
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null))
  return values.length ? Math.max(0, Math.floor((Math.min(...values) - 1) / 10) * 10) : 0
}

/** Draws into `target`, as wide as it is. Answers what takes the chart away. */
export function draw(target: HTMLElement, labels: string[], lines: Line[]): () => void {
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize)
  const axis: uPlot.Axis = {
    stroke: colour('--soft'),
    font: `${Math.round(root * 0.78)}px system-ui, sans-serif`,
    ticks: { show: false },
    grid: { stroke: colour('--line'), width: 1 },
  }
  const every = target.clientWidth < 360 ? 3 : 2
  const options: uPlot.Options = {
    width: target.clientWidth,
    height: Math.round(root * 10.5),
    cursor: { show: false },
    legend: { show: false },
    padding: [root * 0.5, root * 0.9, 0, 0],
    scales: { x: { time: false }, y: { range: [floor(lines), 100] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: root * 1.7,
        splits: labels.map((_, at) => at).filter((at) => (labels.length - 1 - at) % every === 0),
        values: (_, splits) => splits.map((at) => labels[at] ?? ''),
      },
      { ...axis, size: root * 2.3, incrs: [10, 20, 25, 50] },
    ],
    series: [
      {},
      ...lines.map(({ label, dashed }): uPlot.Series => ({
        label,
        stroke: colour(dashed ? '--soft' : '--brand'),
        width: dashed ? 1.5 : 2.25,
        ...(dashed ? { dash: [6, 4] } : {}),
        points: { show: !dashed, size: 5, fill: colour('--card') },
      })),
    ],
  }
  const chart = new uPlot(options, [labels.map((_, at) => at), ...lines.map((line) => line.values)], target)
  return () => chart.destroy()
}
