// What went wrong, in words of the field that say what to do next.
import { hasText, t, type TextKey } from '../text/text.svelte'

/** A fault as a screen shows it. `message` is in the person's language; `log` is English, for diagnostics. */
export class Fault extends Error {
  readonly kind: string
  readonly log: string

  constructor(kind: string, log: string, message = faultText(kind)) {
    super(message)
    this.name = 'Fault'
    this.kind = kind
    this.log = log
  }
}

/** Words for a kind of fault; kinds that this window does not know get the general ones. */
export function faultText(kind: string): string {
  const key = `errors.${kind}`
  return hasText(key) ? t(key as TextKey) : t('errors.other', { kind })
}

/** Makes a Fault of whatever was thrown. */
export function faultFrom(error: unknown): Fault {
  if (error instanceof Fault) return error
  if (typeof error === 'object' && error !== null && 'kind' in error) {
    const { kind, message } = error as { kind: unknown; message?: unknown }
    return new Fault(String(kind), String(message ?? ''))
  }
  return new Fault('window', String(error))
}
