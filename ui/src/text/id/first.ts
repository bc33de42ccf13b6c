// What may be said before anything else is read: by the first screens, and of any fault.
import { common } from './common'
import { firstScreen } from './firstScreen'
import { errors } from './errors'
import { home } from './home'

export const first = [common, firstScreen, errors, home] as const
