// The office's screens: a place in the window -> what shows it. Read only on an office's devices.
import type { Screen } from '../../screens'
import './office.css'

export const officeScreens: Record<string, Screen> = {
  ringkasan: () => import('./overview/Overview.svelte'),
  'ringkasan/sesi/:kecamatan/:session': () => import('./overview/SessionGroups.svelte'),
  rekap: () => import('./rekap/RekapMonth.svelte'),
  'rekap/:month': () => import('./rekap/RekapMonth.svelte'),
  'rekap/:month/:kecamatan': () => import('./rekap/RekapPlace.svelte'),
  'rekap/:month/:kecamatan/:pendamping': () => import('./rekap/RekapPerson.svelte'),
  'rekap/:month/:kecamatan/:pendamping/:meeting': () => import('./rekap/RekapMeeting.svelte'),
  'terkirim/:month': () => import('./sent/SentRekap.svelte'),
  'belum-bertemu/:month': () => import('./unmet/Unmet.svelte'),
  kelompok: () => import('./families/GroupDesk.svelte'),
  kpm: () => import('./families/FamilyDesk.svelte'),
  periksa: () => import('./check/CheckList.svelte'),
  'periksa/:id': () => import('./check/CheckMeeting.svelte'),
  perbedaan: () => import('./differences/Differences.svelte'),
  'perbedaan/:doc': () => import('./differences/Differences.svelte'),
  impor: () => import('./importing/Import.svelte'),
  'impor/riwayat': () => import('./importing/Past.svelte'),
  tugas: () => import('./importing/Todos.svelte'),
  ganda: () => import('./duplicates/Duplicates.svelte'),
  suara: () => import('./voices/VoiceDesk.svelte'),
  'suara/:id': () => import('./voices/DecideMatter.svelte'),
  orang: () => import('./people/People.svelte'),
  'orang/baru': () => import('./people/Staff.svelte'),
  'orang/:id': () => import('./people/Staff.svelte'),
  keamanan: () => import('./security/Security.svelte'),
  kantor: () => import('./settings/OfficeSettings.svelte'),
  'kantor/server': () => import('./settings/Server.svelte'),
  kurikulum: () => import('./settings/Curriculum.svelte'),
}
