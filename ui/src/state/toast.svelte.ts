// Short notices at the foot of the window, read aloud once, some with a way back.
export interface Notice {
  text: string
  /** Takes back what the notice tells of. */
  undo?: () => void
}

const STAYS = 6000

class Toasts {
  notice = $state.raw<Notice>()
  #timer = 0

  say(text: string, undo?: () => void): void {
    window.clearTimeout(this.#timer)
    this.notice = undo ? { text, undo } : { text }
    this.#timer = window.setTimeout(() => this.clear(), undo ? STAYS * 2 : STAYS)
  }

  clear(): void {
    window.clearTimeout(this.#timer)
    this.notice = undefined
  }
}

export const toasts = new Toasts()
