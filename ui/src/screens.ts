// Which place in the window is shown by what. The pendamping's are in one piece, which packs smaller than many; the
// office's are another piece, read only on its devices.
import type { Component } from 'svelte'
import Families from './screens/families/Families.svelte'
import Family from './screens/families/Family.svelte'
import FamilyEdit from './screens/families/FamilyEdit.svelte'
import Group from './screens/groups/Group.svelte'
import GroupEdit from './screens/groups/GroupEdit.svelte'
import Groups from './screens/groups/Groups.svelte'
import Home from './screens/home/Home.svelte'
import Month from './screens/home/Month.svelte'
import Meeting from './screens/meeting/Meeting.svelte'
import Modul from './screens/modul/Modul.svelte'
import RecordMeeting from './screens/record/RecordMeeting.svelte'
import Settings from './screens/settings/Settings.svelte'
import Sync from './screens/sync/Sync.svelte'

/** What shows a place. `params` holds what stands for the `:names` of its pattern. */
export type ScreenProps = { params: Record<string, string> }
export type Screen = () => Promise<{ default: Component<ScreenProps> }>

/** A screen that is there at once. */
export function of(screen: Component<ScreenProps>): Screen {
  return () => Promise.resolve({ default: screen })
}

const record: Screen = of(RecordMeeting)

/** A pendamping's places, and those that every device has. */
export const screens: Record<string, Screen> = {
  beranda: of(Home),
  'bulan/:month': of(Month),
  catat: record,
  'catat/:name': record,
  'ubah/:meeting': record,
  'pertemuan/:id': of(Meeting),
  kelompok: of(Groups),
  'kelompok/baru': of(GroupEdit),
  'kelompok/:id': of(Group),
  'kelompok/:id/ubah': of(GroupEdit),
  kpm: of(Families),
  'kpm/baru': of(FamilyEdit),
  'kpm/:id': of(Family),
  'kpm/:id/ubah': of(FamilyEdit),
  modul: of(Modul),
  sinkronisasi: of(Sync),
  pengaturan: of(Settings),
}

let office: Promise<Record<string, Screen>> | undefined

/** The office's places. They are fetched at the first need. */
export function officeScreens(): Promise<Record<string, Screen>> {
  office ??= import('./screens/office').then((rooms) => rooms.officeScreens)
  return office
}
