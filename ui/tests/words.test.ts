// The words people in the field say: none of the old ones is left in a sentence of the catalogue.
import { describe, expect, it } from 'vitest'
import { id as idAnywhere } from '../src/text/id'
import { office as idOffice } from '../src/text/id/office'

const said = Object.entries({ ...idAnywhere, ...idOffice })

/** What is not said, and what is said instead. A word that has another honest sense is named with its company. */
const unsaid: [RegExp, string][] = [
  [/\b(luring|daring)\b/i, 'Tanpa sinyal'],
  [/\b(tersandi|disandikan|penyandian)\b/i, 'terenkripsi'],
  [/\b(peramban|penjelajah)\b/i, 'browser'],
  [/\bterdengar\b|\bHP dianggap diam\b/i, 'Belum ada kabar'],
  [/\bputusan\b(?! Anda)|\bdiputus\b/i, 'Hasil pemeriksaan'],
  [/\btidak jadi\b/i, 'Batalkan pertemuan, Aktifkan lagi'],
  [/\bmenunggu (di)?kirim\b/i, 'Belum terkirim'],
  [/\bBerhenti karena\b/i, 'Terjadi gangguan'],
  [/\b(dirikan|mendirikan|pendirian) kantor\b/i, 'Daftarkan kantor'],
  [/\bperbedaan\b/i, 'Data berbeda'],
  [/(\d|\}) huruf\b(?! atau)/i, 'karakter'],
  [/\bSesi (terkunci|ini sudah usang|mengirim|mencoba|menutup)\b/i, 'aplikasi'],
]

describe('Indonesian', () => {
  it.each(unsaid)('does not say %s', (old, instead) => {
    const left = said.filter(([, text]) => old.test(text)).map(([key, text]) => `${key}: ${text} (say: ${instead})`)
    expect(left).toEqual([])
  })
})
