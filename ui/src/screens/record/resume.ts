// Which draft was on the screen when the app ended, so that opening it again leads back there. Only a convenience: the
// draft itself is in the database, and Beranda shows it in any case.
const NAME = 'sesi-open-draft'
let resumed = false

/** That draft is on the screen. */
export function rememberOpen(draft: string): void {
  resumed = true
  try {
    localStorage.setItem(NAME, draft)
  } catch {
    // A WebView without storage: she finds the draft in Beranda.
  }
}

/** She left it by herself. */
export function forgetOpen(): void {
  try {
    localStorage.removeItem(NAME)
  } catch {
    // As above.
  }
}

/** The draft to lead back to: once after the start of the app. */
export function draftToResume(drafts: string[]): string | undefined {
  if (resumed) return undefined
  resumed = true
  try {
    const name = localStorage.getItem(NAME)
    return drafts.find((each) => each === name)
  } catch {
    return undefined
  }
}
