// Bahasa Indonesia, the first language. Text stands here and nowhere else: one file a screen.
import { arrange } from './id/arrange'
import { common } from './id/common'
import { compliance } from './id/compliance'
import { data } from './id/data'
import { errors } from './id/errors'
import { files } from './id/files'
import { groups } from './id/groups'
import { home } from './id/home'
import { letters } from './id/letters'
import { meeting } from './id/meeting'
import { plans } from './id/plans'
import { rakor } from './id/rakor'
import { recap } from './id/recap'
import { record } from './id/record'
import { school } from './id/school'
import { semester } from './id/semester'
import { settings } from './id/settings'
import { siks } from './id/siks'
import { start } from './id/start'
import { supervision } from './id/supervision'
import { sync } from './id/sync'
import { visits } from './id/visits'
import { voices } from './id/voices'

export const id = {
  ...common,
  ...errors,
  ...start,
  ...home,
  ...rakor,
  ...supervision,
  ...recap,
  ...record,
  ...files,
  ...groups,
  ...arrange,
  ...meeting,
  ...sync,
  ...school,
  ...semester,
  ...plans,
  ...siks,
  ...visits,
  ...compliance,
  ...letters,
  ...settings,
  ...data,
  ...voices,
}
