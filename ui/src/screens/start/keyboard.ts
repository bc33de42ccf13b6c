// With which keyboard the PIN of this device is typed. Only a convenience: a WebView may forget it, and one tap changes it.
const LETTERS = 'sesi-pin-letters'

/** The PIN that was chosen has letters, or none. */
export function keepLetters(has: boolean): void {
  try {
    localStorage[LETTERS] = has ? '1' : ''
  } catch {
    // A WebView without storage.
  }
}

/** Whether the PIN has letters, as far as is known. */
export function hasLetters(): boolean {
  try {
    return localStorage[LETTERS] === '1'
  } catch {
    return false
  }
}
