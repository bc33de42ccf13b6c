// The words people in the field say: none of the old ones is left in a sentence of the catalogue.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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
  [/(?<=[\p{L},] )(?<!aplikasi )Sesi\b(?! (\{|ke|yang))/u, 'aplikasi, aplikasi Sesi'],
  [/\bpenerima\b/i, 'KPM'],
  [/\bsurel\b/i, 'email'],
  [/\b(gawai|ponsel|smartphone)\b/i, 'HP'],
  [/\babsensi\b/i, 'daftar hadir'],
  [/\d{4}-\d{2}-\d{2}/, '24-11-2026'],
  [/\b(klik|di-klik)\b/i, 'tekan, pilih'],
  [
    /\bSesi (terkunci|ini sudah usang|mengirim|mencoba|menutup|menyimpan|mencatat|menghitung|(tidak )?meminta)\b/i,
    'aplikasi',
  ],
]

/** Words of the field that stand for something else here, or that this app has another word for.
 * Cetak Absensi: the form is called daftar hadir. Kirim Laporan: what is saved leaves by itself. Terapkan, Pratinjau: nothing is shown before
 * it holds but lists, whose button says what it does. Belum Lapor: a group that has not met is said to be so. Perlu dicek: Perlu diperiksa.
 * Perlu Dipantau, Verifikasi Komitmen, Pengaduan: no such thing is kept. Mengetahui, Rangkuman Kegiatan: on paper, where they are tested. */
describe('Indonesian', () => {
  it.each(unsaid)('does not say %s', (old, instead) => {
    const left = said.filter(([, text]) => old.test(text)).map(([key, text]) => `${key}: ${text} (say: ${instead})`)
    expect(left).toEqual([])
  })

  // The field's own words for buttons and heads; of the rest of its list another word is right here, and why.
  it.each(
    `Beranda|Kelompok|Data KPM|Jadwal pertemuan|Laporan P2K2|Rekap P2K2|Graduasi|Rakor|Notulen|Diklat|Surat|Tugas|Hadir semua|Selesai|
Simpan draf|Cetak|Unduh|Salin|Salin angka|Batal|Kembalikan|Kunci|Buka kunci|Tambah KPM|Pindah kelompok|Draf|Terkirim|Aktif|
Belum ditandai|Lewat tenggat|Belum masuk SIKS|Belum pernah diklat|dampingan|Pengurus|Ketua kelompok|Pemateri|Materi|Modul|Sesi|
Kendala|Tindak lanjut|Penanggung jawab|Tenggat|Bukti dukung|Wilayah tugas|Tahap|Belum ada pertemuan bulan ini|belum terkirim|
P2K2 \\(FDS\\)|Katim|Koordinator kabupaten`
      .replace(/\n/g, '')
      .split('|'),
  )('says "%s"', (word) => {
    const whole = new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'iu')
    expect(said.some(([, text]) => whole.test(text))).toBe(true)
  })

  // What a phone and a desk both say names neither: `{here}` is this phone or this computer.
  it('says "HP" of itself nowhere but where it is one', () => {
    const left = Object.entries(idAnywhere).filter(
      ([key, text]) => /\bHP\b(?! atau komputer)/.test(text) && key !== 'common.this_phone',
    )
    expect(left).toEqual([])
  })
})

describe('days', () => {
  const root = join(import.meta.dirname, '../src')
  const components = readdirSync(root, { recursive: true }).map(String)

  it('are typed as 24-11-2026: fields of the type `date` show what the WebView likes', () => {
    const native = components
      .filter((path) => path.endsWith('.svelte') && !path.endsWith('DateField.svelte'))
      .filter((path) => /type="(date|month|datetime-local|week)"/.test(readFileSync(join(root, path), 'utf8')))
    expect(native).toEqual([])
  })
})
