// The entries of the navigation: a phone's at the foot, the office's at the side.
import type { Component } from 'svelte'
import Book from '@lucide/svelte/icons/book-open'
import Check from '@lucide/svelte/icons/clipboard-check'
import Eye from '@lucide/svelte/icons/eye'
import Gear from '@lucide/svelte/icons/settings'
import Grid from '@lucide/svelte/icons/layout-dashboard'
import Cap from '@lucide/svelte/icons/graduation-cap'
import Home from '@lucide/svelte/icons/house'
import Landmark from '@lucide/svelte/icons/landmark'
import Message from '@lucide/svelte/icons/message-square'
import Pen from '@lucide/svelte/icons/notebook-pen'
import Presentation from '@lucide/svelte/icons/presentation'
import Split from '@lucide/svelte/icons/git-compare-arrows'
import Sync from '@lucide/svelte/icons/refresh-cw'
import Table from '@lucide/svelte/icons/table'
import Users from '@lucide/svelte/icons/users'
import UserCog from '@lucide/svelte/icons/user-cog'
import type { TextKey } from './text/text.svelte'

/** A way: where it leads, what it is called, and the first parts of the places that belong to it. */
export interface Way {
  to: string
  text: TextKey
  /** The name with a place to break, for narrow phones with large text. */
  short?: TextKey
  icon: Component<{ size?: string; 'aria-hidden'?: 'true' }>
  covers: string[]
  /** A number beside it that asks for work. */
  badge?: 'periksa' | 'perbedaan' | 'menunggu' | 'keamanan'
}

const home: Way = {
  to: 'beranda',
  text: 'nav.home',
  icon: Home,
  covers: ['beranda', 'bulan', 'pertemuan', 'suara', 'jadwal', 'rtl', 'siks', 'rakor', 'supervisi', 'riwayat-diklat'],
}
const groups: Way = {
  to: 'kelompok',
  text: 'nav.groups',
  short: 'nav.groups_short',
  icon: Users,
  covers: ['kelompok', 'kpm', 'riwayat', 'semester', 'kepatuhan', 'verkom', 'surat'],
}
const modul: Way = { to: 'modul', text: 'nav.modul', icon: Book, covers: ['modul'] }
const sync: Way = {
  to: 'sinkronisasi',
  text: 'nav.sync',
  short: 'nav.sync_short',
  icon: Sync,
  covers: ['sinkronisasi'],
  badge: 'menunggu',
}
const settings: Way = { to: 'pengaturan', text: 'nav.settings', icon: Gear, covers: ['pengaturan', 'data'] }

export const phoneWays: Way[] = [home, groups, modul, sync]

/** The pendamping's ways at a desk: those of the phone, and settings. */
export const deskWays: Way[] = [...phoneWays, settings]

/** The office's ways; `leads` adds those of somebody who leads groups too. */
export function officeWays(leads: boolean): Way[] {
  const ways: Way[] = [
    { to: 'ringkasan', text: 'nav.overview', icon: Grid, covers: ['ringkasan', 'belum-bertemu'] },
    { to: 'rekap', text: 'nav.rekap', icon: Table, covers: ['rekap', 'rekapan', 'terkirim', 'ke-provinsi'] },
    { to: 'periksa', text: 'nav.check', icon: Check, covers: ['periksa'], badge: 'periksa' },
    { to: 'perbedaan', text: 'nav.differences', icon: Split, covers: ['perbedaan'], badge: 'perbedaan' },
    {
      ...groups,
      text: 'nav.families',
      covers: [
        'kelompok',
        'kpm',
        'riwayat',
        'impor',
        'tugas',
        'ganda',
        'jadwal',
        'rtl',
        'siks',
        'semester',
        'kepatuhan',
        'verkom',
        'surat',
      ],
    },
    modul,
    { to: 'suara', text: 'nav.voices', icon: Message, covers: ['suara', 'evaluasi-suara'] },
    { to: 'rakor', text: 'nav.rakor', icon: Presentation, covers: ['rakor', 'rakor-baru'] },
    { to: 'pelatihan', text: 'nav.training', icon: Cap, covers: ['pelatihan'] },
    { to: 'supervisi', text: 'nav.supervision', icon: Eye, covers: ['supervisi', 'supervisi-baru', 'instrumen'] },
    { to: 'orang', text: 'nav.people', icon: UserCog, covers: ['orang', 'daftar-staf', 'keamanan'], badge: 'keamanan' },
    { to: 'kantor', text: 'nav.office', icon: Landmark, covers: ['kantor', 'kurikulum'] },
    sync,
  ]
  if (!leads) return [...ways, settings]
  // What the office has a way of its own to belongs there.
  const rest = home.covers.filter((part) => !ways.some((way) => way.covers.includes(part)))
  const record: Way = { to: 'catat', text: 'nav.record', icon: Pen, covers: ['catat', 'ubah'] }
  return [...ways, { ...home, covers: rest }, record, settings]
}

/** The ways in a province's workspace: of the province itself, and of a kabupaten in it. */
export function provinceWays(office: boolean): Way[] {
  const voices: Way = { to: 'suara', text: 'nav.voices', icon: Message, covers: ['suara', 'evaluasi-suara'] }
  if (!office) return [{ to: 'kiriman', text: 'nav.own_months', icon: Table, covers: ['kiriman'] }, sync, settings]
  return [
    { to: 'provinsi', text: 'nav.province', icon: Table, covers: ['provinsi'] },
    voices,
    { to: 'orang', text: 'nav.people', icon: UserCog, covers: ['orang', 'daftar-staf', 'keamanan'], badge: 'keamanan' },
    { to: 'kantor', text: 'nav.office', icon: Landmark, covers: ['kantor', 'kurikulum'] },
    sync,
    settings,
  ]
}

/** Whether a place belongs to a way. */
export function covers(way: Way, path: string): boolean {
  return way.covers.includes(path.split('/')[0] ?? '')
}
