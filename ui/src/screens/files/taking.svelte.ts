// A text on its way to the clipboard. Where the clipboard is closed to pages it stays here, to be taken by hand.
import { toasts } from '../../state/toast.svelte'
import { t } from '../../text/text.svelte'

export class Taking {
  /** What could not be copied. */
  left = $state<string>()

  /** Nothing waits any more. */
  clear(): void {
    this.left = undefined
  }

  async take(text: string, copied = t('files.copied')): Promise<void> {
    this.clear()
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      this.left = text
      return
    }
    toasts.say(copied)
  }
}
