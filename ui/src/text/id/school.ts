// Verifikasi komitmen pendidikan.
export const school = {
  'school.title': 'Verifikasi pendidikan',
  'school.text': 'Form 25 kolom dari sekolah.',
  'school.open': 'Verifikasi pendidikan',
  'school.explain':
    'Pilih berkas dari sekolah (CSV atau Excel). Sesi memeriksanya, menghitung JML dan %, lalu mencetaknya. Berkas tidak disimpan.',
  'school.pick': 'Pilih berkas sekolah',
  'school.other': 'Pilih berkas lain',
  'school.reading': 'Membaca berkas…',
  'school.counts': '{n} siswa · {kb} KB · tanda {digest}.',
  'school.faults': '{n} hal perlu diperiksa',
  'school.fault_row': 'Baris {row}:',
  'school.fault_no_name': 'tanpa nama siswa, tidak ikut: {said}',
  'school.fault_not_a_number': 'bukan jumlah hari, dianggap kosong: {said}',
  'school.fault_too_many': 'lebih dari hari efektif: {said}',
  'school.fault_nik': 'NIK tidak 16 angka: {said}',
  'school.no_name': 'Sekolah tanpa nama',
  'school.about': 'NPSN {npsn} · {months}',
  'school.below': '{below} dari {n} siswa yang dapat dihitung di bawah {enough} % pada salah satu bulan.',
  'school.jml_present': 'JML: hari hadir.',
  'school.jml_away': 'JML: hari tidak hadir.',
  'school.file': 'Verifikasi komitmen pendidikan',
  'errors.no_school_list':
    'Berkas ini bukan form verifikasi pendidikan: tidak ada baris NIK PENGURUS dan NAMA SISWA dengan ALPA, IZIN, SAKIT. Pilih berkas lain.',
} as const
