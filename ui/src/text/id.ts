// Bahasa Indonesia, the first language, as far as a phone speaks it. Text stands here and nowhere else: one file a screen.
// The window reads it in two parts, `id/first.ts` and `id/rest.ts`.
import { common } from './id/common'
import { door } from './id/door'
import { errors } from './id/errors'
import { home } from './id/home'
import { rest } from './id/rest'

export const id = { ...common, ...door, ...errors, ...home, ...rest }
