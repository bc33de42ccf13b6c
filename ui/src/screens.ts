// Which place in the window is shown by what. Each screen is a file of its own, read when it is first shown.
import type { Component } from 'svelte'
import Home from './screens/home/Home.svelte'

/** What shows a place. `params` holds what stands for the `:names` of its pattern. */
export type ScreenProps = { params: Record<string, string> }
export type Screen = () => Promise<{ default: Component<ScreenProps> }>

/** What a phone opens with is read with the window: one file after the other costs an old phone more than its bytes. */
export const firstScreens: Record<string, Component<ScreenProps>> = { beranda: Home }

const record: Screen = () => import('./screens/record/RecordMeeting.svelte')

/** A pendamping's places, and those that every device has. */
export const screens: Record<string, Screen> = {
  beranda: () => Promise.resolve({ default: Home }),
  'bulan/:month': () => import('./screens/home/Month.svelte'),
  catat: record,
  'catat/:name': record,
  'ubah/:meeting': record,
  'pertemuan/:id': () => import('./screens/meeting/Meeting.svelte'),
  kelompok: () => import('./screens/groups/Groups.svelte'),
  'kelompok/baru': () => import('./screens/groups/GroupEdit.svelte'),
  'kelompok/:id': () => import('./screens/groups/Group.svelte'),
  'kelompok/:id/ubah': () => import('./screens/groups/GroupEdit.svelte'),
  'kelompok/:id/atur': () => import('./screens/groups/Arrange.svelte'),
  'kelompok/:id/atur/:way': () => import('./screens/groups/ArrangeForm.svelte'),
  riwayat: () => import('./screens/groups/History.svelte'),
  kpm: () => import('./screens/families/Families.svelte'),
  'kpm/ganda': () => import('./screens/families/Alike.svelte'),
  'kpm/baru': () => import('./screens/families/FamilyEdit.svelte'),
  'kpm/:id': () => import('./screens/families/Family.svelte'),
  'kpm/:id/ubah': () => import('./screens/families/FamilyEdit.svelte'),
  'kpm/:id/susulan': () => import('./screens/visits/Visit.svelte'),
  'kpm/:id/susulan/:visit': () => import('./screens/visits/Visit.svelte'),
  suara: () => import('./screens/voices/Voices.svelte'),
  'suara/baru': () => import('./screens/voices/SayVoice.svelte'),
  'suara/:id': () => import('./screens/voices/OneMatter.svelte'),
  supervisi: () => import('./screens/supervision/OwnSupervisions.svelte'),
  'supervisi/:id': () => import('./screens/supervision/OneSupervision.svelte'),
  'riwayat-diklat': () => import('./screens/supervision/OwnTrainings.svelte'),
  rakor: () => import('./screens/rakor/Rakors.svelte'),
  'rakor/:id': () => import('./screens/rakor/OneRakor.svelte'),
  kepatuhan: () => import('./screens/compliance/Compliance.svelte'),
  surat: () => import('./screens/letters/Letters.svelte'),
  'surat/kpm/:family': () => import('./screens/letters/LetterNew.svelte'),
  'surat/:id': () => import('./screens/letters/OneLetter.svelte'),
  semester: () => import('./screens/semester/SemesterGroups.svelte'),
  'semester/:group': () => import('./screens/semester/SemesterRating.svelte'),
  jadwal: () => import('./screens/plans/Schedule.svelte'),
  'jadwal/:month': () => import('./screens/plans/Schedule.svelte'),
  rtl: () => import('./screens/plans/Plans.svelte'),
  'rtl/:group': () => import('./screens/plans/Plan.svelte'),
  siks: () => import('./screens/siks/SiksMonth.svelte'),
  'siks/:id': () => import('./screens/siks/SiksMeeting.svelte'),
  modul: () => import('./screens/modul/Modul.svelte'),
  sinkronisasi: () => import('./screens/sync/Sync.svelte'),
  data: () => import('./screens/data/OwnData.svelte'),
  'berkas/:of/:id': () => import('./screens/files/MeetingFiles.svelte'),
  verkom: () => import('./screens/school/School.svelte'),
  rekapan: () => import('./screens/recap/Recaps.svelte'),
  'cetak/:of/:id': () => import('./screens/files/Attendance.svelte'),
  pengaturan: () => import('./screens/settings/Settings.svelte'),
}
