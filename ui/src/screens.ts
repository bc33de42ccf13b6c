// Which place in the window is shown by what. Each screen is a file of its own, read when it is first shown.
import type { Component } from 'svelte'

/** What shows a place. `params` holds what stands for the `:names` of its pattern. */
export type ScreenProps = { params: Record<string, string> }
export type Screen = () => Promise<{ default: Component<ScreenProps> }>

const record: Screen = () => import('./screens/record/RecordMeeting.svelte')

/** A pendamping's places, and those that every device has. */
export const screens: Record<string, Screen> = {
  beranda: () => import('./screens/home/Home.svelte'),
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
  suara: () => import('./screens/voices/Voices.svelte'),
  'suara/baru': () => import('./screens/voices/SayVoice.svelte'),
  'suara/:id': () => import('./screens/voices/OneMatter.svelte'),
  kepatuhan: () => import('./screens/compliance/Compliance.svelte'),
  surat: () => import('./screens/letters/Letters.svelte'),
  'surat/kpm/:family': () => import('./screens/letters/LetterNew.svelte'),
  'surat/:id': () => import('./screens/letters/OneLetter.svelte'),
  semester: () => import('./screens/semester/SemesterGroups.svelte'),
  'semester/:group': () => import('./screens/semester/SemesterRating.svelte'),
  modul: () => import('./screens/modul/Modul.svelte'),
  sinkronisasi: () => import('./screens/sync/Sync.svelte'),
  data: () => import('./screens/data/OwnData.svelte'),
  'berkas/:of/:id': () => import('./screens/files/MeetingFiles.svelte'),
  'cetak/:of/:id': () => import('./screens/files/Attendance.svelte'),
  pengaturan: () => import('./screens/settings/Settings.svelte'),
}
