// English, the second language: the same keys as Indonesian.
import type { id } from './id'
import { common } from './en/common'
import { errors } from './en/errors'
import { office } from './en/office'

export const en: Record<keyof typeof id, string> = { ...common, ...errors, ...office }
