// The office's screens: a place in the window -> what shows it. One piece, read only on an office's devices.
import { of, type Screen } from '../../screens'
import CheckList from './check/CheckList.svelte'
import CheckMeeting from './check/CheckMeeting.svelte'
import Differences from './differences/Differences.svelte'
import Duplicates from './duplicates/Duplicates.svelte'
import Import from './importing/Import.svelte'
import Todos from './importing/Todos.svelte'
import Overview from './overview/Overview.svelte'
import SessionGroups from './overview/SessionGroups.svelte'
import People from './people/People.svelte'
import Staff from './people/Staff.svelte'
import RekapMeeting from './rekap/RekapMeeting.svelte'
import RekapMonth from './rekap/RekapMonth.svelte'
import RekapPerson from './rekap/RekapPerson.svelte'
import RekapPlace from './rekap/RekapPlace.svelte'
import Security from './security/Security.svelte'
import Curriculum from './settings/Curriculum.svelte'
import OfficeSettings from './settings/OfficeSettings.svelte'
import './office.css'

export const officeScreens: Record<string, Screen> = {
  ringkasan: of(Overview),
  'ringkasan/sesi/:kecamatan/:session': of(SessionGroups),
  rekap: of(RekapMonth),
  'rekap/:month': of(RekapMonth),
  'rekap/:month/:kecamatan': of(RekapPlace),
  'rekap/:month/:kecamatan/:pendamping': of(RekapPerson),
  'rekap/:month/:kecamatan/:pendamping/:meeting': of(RekapMeeting),
  periksa: of(CheckList),
  'periksa/:id': of(CheckMeeting),
  perbedaan: of(Differences),
  'perbedaan/:doc': of(Differences),
  impor: of(Import),
  tugas: of(Todos),
  ganda: of(Duplicates),
  orang: of(People),
  'orang/baru': of(Staff),
  'orang/:id': of(Staff),
  keamanan: of(Security),
  kantor: of(OfficeSettings),
  kurikulum: of(Curriculum),
}
