// Whether opening the app leads back into a draft: it does if one was touched a short time ago and nobody left it on purpose.
// Only a convenience: the draft itself is in the database, and Beranda shows it in any case. What is noted here is that it was left, and
// when: a WebView that is killed may forget it, and then the worst is that the draft opens once more.
const LEFT = 'sesi-left'
/** How long after its last tap a draft is still what the person was at, in milliseconds. */
const STILL_AT_IT = 30 * 60_000
let resumed = false

/** A draft is on the screen. */
export function noteOpen(): void {
  resumed = true
}

/** That one was left on purpose, now. */
export function noteLeft(draft: string): void {
  try {
    localStorage[LEFT] = draft + Date.now()
  } catch {
    // A WebView without storage: see above.
  }
}

let saved: string | undefined

/** A meeting was saved from the form. */
export function noteSaved(meeting: string): void {
  saved = meeting
}

/** The meeting that was saved last since the start of the app. */
export function lastSaved(): string | undefined {
  return saved
}

/** The draft to lead back to: once after the start of the app. */
export function draftToResume(drafts: { name: string; at: string }[]): string | undefined {
  if (resumed) return
  resumed = true
  const last = drafts[0]
  if (!last || Math.abs(Date.now() - Date.parse(last.at)) > STILL_AT_IT) return
  try {
    // What was written after that is written by who came back.
    const left: string = localStorage[LEFT] ?? ''
    if (left.startsWith(last.name) && Number(left.slice(last.name.length)) >= Date.parse(last.at)) return
  } catch {
    // As above.
  }
  return last.name
}
