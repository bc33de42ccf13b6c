// A QR code's modules as the path of an SVG: one stroke for each run of dark modules.

/** The path of the dark modules, one unit a module. */
export function qrPath(rows: boolean[][]): string {
  const runs: string[] = []
  rows.forEach((row, y) => {
    let start = -1
    for (let x = 0; x <= row.length; x += 1) {
      const dark = row[x] === true
      if (dark && start < 0) start = x
      if (!dark && start >= 0) {
        runs.push(`M${start} ${y}h${x - start}v1h${start - x}z`)
        start = -1
      }
    }
  })
  return runs.join('')
}
