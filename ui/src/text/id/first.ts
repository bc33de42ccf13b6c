// What may be said before anything else is read: by the first screens, and of any fault.
import { common } from './common'
import { door } from './door'
import { errors } from './errors'
import { home } from './home'

export const first = [common, door, errors, home] as const
