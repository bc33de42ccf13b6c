// What is said of a file that was written. Pure.
import { formatNumber } from '../../text/format'
import { language } from '../../text/text.svelte'

/** How large it is, and its digest by which two of them are told apart. */
export function figuresOf({ bytes, digest }: { bytes: number; digest: string }): { kb: string; digest: string } {
  return { kb: formatNumber(Math.ceil(bytes / 1024), language()), digest: digest.slice(0, 8) }
}
