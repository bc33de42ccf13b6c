// English, the second language: the same keys as Indonesian.
import type { id } from './id'
import { common } from './en/common'
import { firstScreen } from './en/firstScreen'
import { errors } from './en/errors'
import { home } from './en/home'
import { rest } from './en/rest'

export const en: Record<keyof typeof id, string> = { ...common, ...firstScreen, ...errors, ...home, ...rest }
