// The office's screens: all of their words, one file a screen.
import { officeShared } from './officeShared'
import { officeOverview } from './officeOverview'
import { officeRekap } from './officeRekap'
import { officeSent } from './officeSent'
import { officeCheck } from './officeCheck'
import { officeDifferences } from './officeDifferences'
import { officeImport } from './officeImport'
import { officeLists } from './officeLists'
import { officePeople } from './officePeople'
import { officeSecurity } from './officeSecurity'
import { officeSettings } from './officeSettings'
import { officeTable } from './officeTable'
import { officeUnmet } from './officeUnmet'
import { officeFind } from './officeFind'
import { officeVoices } from './officeVoices'
import { officeRegister } from './officeRegister'
import { officeTraining } from './officeTraining'
import { officeSupervision } from './officeSupervision'
import { officeRakor } from './officeRakor'
import { officeStaffList } from './officeStaffList'
import { officeProvince } from './officeProvince'
import { officeTemplates } from './officeTemplates'
import { officeErrors } from './officeErrors'

export const office = {
  ...officeShared,
  ...officeOverview,
  ...officeRekap,
  ...officeSent,
  ...officeCheck,
  ...officeDifferences,
  ...officeImport,
  ...officeLists,
  ...officePeople,
  ...officeSecurity,
  ...officeSettings,
  ...officeTable,
  ...officeUnmet,
  ...officeFind,
  ...officeVoices,
  ...officeRegister,
  ...officeTraining,
  ...officeSupervision,
  ...officeRakor,
  ...officeStaffList,
  ...officeProvince,
  ...officeTemplates,
  ...officeErrors,
} as const
