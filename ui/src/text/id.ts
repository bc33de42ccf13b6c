// Bahasa Indonesia, the first language. Text stands here and nowhere else: one file a screen.
import { common } from './id/common'
import { errors } from './id/errors'
import { office } from './id/office'

export const id = { ...common, ...errors, ...office }
