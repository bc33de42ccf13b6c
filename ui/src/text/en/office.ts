// The office's screens.
import type { office as source } from '../id/office'

export const office: Record<keyof typeof source, string> = {}
