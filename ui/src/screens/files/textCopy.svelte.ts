// A text on its way to the clipboard. Where the clipboard is closed to pages it stays here, to be taken by hand.
import { toasts } from '../../state/toast.svelte'
import { t } from '../../text/text.svelte'

export class TextCopy {
  /** What could not be copied. */
  uncopied = $state<string>()

  /** Nothing waits any more. */
  clear(): void {
    this.uncopied = undefined
  }

  async copy(text: string, copied = t('files.copied')): Promise<void> {
    this.clear()
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      this.uncopied = text
      return
    }
    toasts.say(copied)
  }
}
