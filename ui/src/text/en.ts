// English, the second language: the same keys as Indonesian.
import type { id } from './id'
import { arrange } from './en/arrange'
import { common } from './en/common'
import { compliance } from './en/compliance'
import { data } from './en/data'
import { errors } from './en/errors'
import { files } from './en/files'
import { groups } from './en/groups'
import { home } from './en/home'
import { letters } from './en/letters'
import { meeting } from './en/meeting'
import { plans } from './en/plans'
import { rakor } from './en/rakor'
import { recap } from './en/recap'
import { record } from './en/record'
import { school } from './en/school'
import { semester } from './en/semester'
import { settings } from './en/settings'
import { siks } from './en/siks'
import { start } from './en/start'
import { supervision } from './en/supervision'
import { sync } from './en/sync'
import { visits } from './en/visits'
import { voices } from './en/voices'

export const en: Record<keyof typeof id, string> = {
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
