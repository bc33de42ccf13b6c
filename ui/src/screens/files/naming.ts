// The names of files of forms, as the field names them: `YYYYMMDD - HH.MM - RHK-2 - Rencana Aksi.pdf`. Pure.
import type { MeetingForm, MeetingFormat } from '../../shell/schema'

/** The largest document that SIKS-NG takes. */
export const LIMIT = 490 * 1024

/** What a file is about: a meeting, or a month. */
export type Named = { date: string; starts: number | null; group: string } | { month: string }

const FORMS: Record<MeetingForm, string> = {
  rhk2: 'RHK-2 - Pertemuan P2K2',
  kegiatan: 'Laporan Kegiatan P2K2',
  pemantauan: 'Pemantauan P2K2',
  pemantauan_foto: 'Pemantauan P2K2 dengan foto',
}

/** A name that a file may have: letters that it may not have become spaces. */
export function safeName(name: string): string {
  return name
    .replace(/[\u0000-\u001f\\/:*?"<>|]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
}

/** The name of a file. */
export function nameOf(form: MeetingForm, format: MeetingFormat, of: Named): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const parts =
    'month' in of
      ? [of.month, FORMS[form]]
      : [
          of.date.replace(/-/g, ''),
          ...(of.starts === null ? [] : [`${two(Math.floor(of.starts / 60))}.${two(of.starts % 60)}`]),
          `${FORMS[form]} ${of.group}`,
        ]
  return `${safeName(parts.join(' - '))}.${format}`
}
