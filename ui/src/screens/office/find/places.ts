// The screens that a search finds: the entries of the office's navigation, and what lies below them.
import type { Way } from '../../../nav'
import { t, type TextKey } from '../../../text/text.svelte'

/** Something that was found, and where it leads. */
export interface Found {
  key: string
  kind: string
  title: string
  detail: string
  to: string
}

/** Places below those of the navigation that need nothing to be chosen first. */
export const BELOW: { to: string; text: TextKey }[] = [
  { to: 'kpm', text: 'find.all_families' },
  { to: 'kpm/baru', text: 'families.new' },
  { to: 'kelompok/baru', text: 'groups.new' },
  { to: 'rtl', text: 'find.plans' },
  { to: 'jadwal', text: 'find.schedule' },
  { to: 'siks', text: 'siks.title' },
  { to: 'verkom', text: 'school.title' },
  { to: 'kepatuhan', text: 'compliance.title' },
  { to: 'semester', text: 'semester.title' },
  { to: 'surat', text: 'letters.register' },
  { to: 'riwayat', text: 'arrange.history' },
  { to: 'impor/riwayat', text: 'past.title' },
  { to: 'rekapan', text: 'recap.title' },
  { to: 'ke-provinsi', text: 'province.send_title' },
  { to: 'evaluasi-suara', text: 'evaluation.title' },
  { to: 'suara/baru', text: 'find.say' },
  { to: 'rakor-baru', text: 'rakordesk.new' },
  { to: 'daftar-staf', text: 'register.title' },
  { to: 'daftar-staf/impor', text: 'stafflist.title' },
  { to: 'pelatihan/kegiatan', text: 'training.list' },
  { to: 'pelatihan/baru', text: 'find.new_training' },
  { to: 'riwayat-diklat', text: 'history.own' },
  { to: 'instrumen', text: 'instrument.title' },
  { to: 'impor', text: 'find.import' },
  { to: 'tugas', text: 'find.todos' },
  { to: 'ganda', text: 'find.duplicates' },
  { to: 'orang?lihat=perangkat', text: 'find.devices' },
  { to: 'orang/baru', text: 'find.new_staff' },
  { to: 'keamanan', text: 'find.security' },
  { to: 'kurikulum', text: 'find.curriculum' },
  { to: 'formulir', text: 'template.title' },
  { to: 'kantor/server', text: 'find.server' },
  { to: 'data', text: 'find.data' },
]

/** The screens whose names have every word; all ways while nothing is typed. */
export function screensFound(ways: Way[], typed: string, fold: (text: string) => string): Found[] {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  const all = [...ways, ...(words.length ? BELOW : [])]
  return all
    .map(({ to, text }) => ({ key: `screen ${to}`, kind: t('find.kind_screen'), title: t(text), detail: '', to }))
    .filter(({ title }) => words.every((word) => fold(title).includes(word)))
}
