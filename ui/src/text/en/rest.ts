// What a phone's screens say besides its first ones.
import type { rest as source } from '../id/rest'
import { arrange } from './arrange'
import { compliance } from './compliance'
import { data } from './data'
import { files } from './files'
import { groups } from './groups'
import { letters } from './letters'
import { meeting } from './meeting'
import { plans } from './plans'
import { rakor } from './rakor'
import { recap } from './recap'
import { record } from './record'
import { school } from './school'
import { semester } from './semester'
import { settings } from './settings'
import { siks } from './siks'
import { start } from './start'
import { supervision } from './supervision'
import { sync } from './sync'
import { visits } from './visits'
import { voices } from './voices'

export const rest: Record<keyof typeof source, string> = {
  ...arrange,
  ...compliance,
  ...data,
  ...files,
  ...groups,
  ...letters,
  ...meeting,
  ...plans,
  ...rakor,
  ...recap,
  ...record,
  ...school,
  ...semester,
  ...settings,
  ...siks,
  ...start,
  ...supervision,
  ...sync,
  ...visits,
  ...voices,
}
