// English, the second language: the same keys as Indonesian.
import type { id } from './id'
import { common } from './en/common'
import { door } from './en/door'
import { errors } from './en/errors'
import { home } from './en/home'
import { rest } from './en/rest'

export const en: Record<keyof typeof id, string> = { ...common, ...door, ...errors, ...home, ...rest }
