// The steps of the heat map: a few that eyes can tell apart, each with text that can be read on it.

/** 0 none, 1 under a quarter, 2 under a half, 3 under three quarters, 4 not all, 5 all. */
export function heatLevel(done: number, of: number): 0 | 1 | 2 | 3 | 4 | 5 {
  if (of === 0 || done === 0) return 0
  const share = done / of
  if (share >= 1) return 5
  if (share >= 0.75) return 4
  if (share >= 0.5) return 3
  return share >= 0.25 ? 2 : 1
}

/** Whole percent, rounded so that only all is 100 and only none is 0; a dash where there is nothing. */
export function percent(done: number, of: number): string {
  if (of === 0) return '–'
  if (done === 0) return '0'
  if (done >= of) return '100'
  return String(Math.min(99, Math.max(1, Math.round((done * 100) / of))))
}
