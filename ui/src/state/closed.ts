// What a device makes no more once the office has revoked it. Nothing leads to these places then; what was kept stays readable.
import { match } from '../route.svelte'
import { sync } from './sync.svelte'

/** Places that record something or make a file. A draft can still be read, so it is none of them. */
const MAKING = [
  'catat',
  'ubah/:meeting',
  'bulan/:month',
  'kelompok/baru',
  'kelompok/:id/ubah',
  'kelompok/:id/atur',
  'kelompok/:id/atur/:way',
  'kpm/baru',
  'kpm/:id/ubah',
  'kpm/:id/susulan',
  'kpm/:id/susulan/:visit',
  'rtl/:group',
  'siks/:id',
  'suara/baru',
  'semester/:group',
  'surat/kpm/:family',
  'rakor-baru',
  'rakor/:id/ubah',
  'pelatihan/baru',
  'pelatihan/:id/ubah',
  'pelatihan/:id/peserta',
  'berkas/:of/:id',
  'cetak/:of/:id',
  'data',
  'impor',
  'tugas',
  'ganda',
  'kurikulum',
  'orang/baru',
]

/** Whether the place of an address makes something on a device that makes nothing any more. */
export function isClosed(path: string): boolean {
  return sync.revoked && match(MAKING, path.split('?')[0] ?? '') !== undefined
}
