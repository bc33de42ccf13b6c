// Bahasa Indonesia, the first language, as far as a phone speaks it. Text stands here and nowhere else: one file a screen.
// The window reads it in two parts, `id/first.ts` and `id/rest.ts`.
import { common } from './id/common'
import { firstScreen } from './id/firstScreen'
import { errors } from './id/errors'
import { home } from './id/home'
import { rest } from './id/rest'

export const id = { ...common, ...firstScreen, ...errors, ...home, ...rest }
