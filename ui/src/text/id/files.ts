// Berkas: printed forms.
export const files = {
  'files.writing': 'Menulis berkas…',
  'files.written': 'Berkas sudah tersimpan',
  'files.paper': 'Kertas',
  'files.print': 'Cetak daftar hadir',
  'files.hadir_title': 'Cetak daftar hadir',
  'files.hadir_filled': 'Daftar hadir pertemuan ini, terisi menurut yang dicatat. Tanda tangan tetap kosong.',
  'files.hadir_blank': 'Daftar hadir kosong kelompok ini, untuk dibawa ke pertemuan.',
  'files.hadir_all':
    'Daftar hadir kosong semua kelompok kecamatan ini dalam satu berkas, tiap kelompok mulai di halaman baru.',
  'files.hadir_variant': 'Kolom',
  'files.hadir_a': 'Lengkap: NIK, No. KK, komponen (mendatar)',
  'files.hadir_b': 'NIK/No. KK dan status (tegak)',
  'files.hadir_c': 'NIK, alamat, RT/RW (tegak)',
  'files.hadir_d': 'Nama saja, tanpa nomor (tegak)',
  'files.hadir_write': 'Simpan PDF',
  'files.hadir_file': 'Daftar hadir P2K2 {day}.pdf',
  'files.hadir_counts': '{lists} daftar, {n} KPM · tanda {digest}.',
} as const
