// What the office's calls refuse, and what to do next.
export const officeErrors = {
  'errors.decided_meanwhile':
    'Kantor sudah menjawab dari perangkat lain. Jawabannya tampil di layar ini; simpan lagi jika isian Anda yang berlaku.',
  'errors.task_incomplete':
    'Tindak lanjut perlu isi, penanggung jawab, dan tenggat. Lengkapi ketiganya, atau kosongkan semuanya.',
  'errors.name_missing': 'Nama masih kosong. Isi namanya dahulu.',
  'errors.role': 'Jabatan ini tidak bisa dipakai. Pilih dari daftar, atau pakai sebutan paling banyak 60 karakter.',
  'errors.unknown_kecamatan': 'Kecamatan itu tidak ada di kabupaten ini. Pilih dari daftar.',
  'errors.no_kecamatan': 'Orang ini belum punya kecamatan. Centang kecamatannya, simpan, lalu undang.',
  'errors.phone_there':
    'HP-nya masih memegang data kecamatan yang dilepas. Cabut HP itu, ubah kecamatannya, lalu undang lagi.',
  'errors.posted_there':
    'Orang ini hari ini bertugas di kecamatan itu. Ubah atau batalkan penugasannya di register dulu.',
  'errors.no_relay':
    'Kantor contoh tidak punya server, jadi tidak ada perangkat yang bisa diundang. Keluar dari contoh, lalu daftarkan kantor Anda.',
  'errors.invite_days': 'Undangan berlaku 1 sampai 366 hari. Pilih di antaranya.',
  'errors.qr_too_long': 'Alamat server terlalu panjang untuk kode QR. Pakai alamat yang lebih pendek.',
  'errors.threshold':
    'Batas hari 1 sampai 366, batas bulan 1 sampai 12, antara surat 1 sampai 3. Betulkan lalu simpan lagi.',
  'errors.letter_pattern':
    'Nomor surat memerlukan {no} satu kali dan paling banyak 50 karakter. Betulkan lalu simpan lagi.',
  'errors.edition': 'Nama edisi harus berada setelah edisi yang berlaku menurut urutan. Ganti namanya.',
  'errors.curriculum': 'Kurikulum ini tidak bisa dibaca. Buat edisi baru dari yang sebelumnya.',
  'errors.curriculum_code': 'Modul atau sesi ini tidak dikenal. Mulai lagi dari edisi yang berlaku.',
  'errors.session_in_use': 'Ada sesi yang sudah dipakai pertemuan. Biarkan sesi itu di daftar.',
  'errors.rekap_tables': 'Rekap tidak bisa dihitung dari data di perangkat ini. Coba sekali lagi.',
  'errors.rekap_spreadsheet': 'Berkas Excel tidak bisa ditulis. Pilih tempat lain lalu coba lagi.',
  'errors.roster_empty': 'Berkas ini kosong. Pilih berkas yang berisi daftar KPM.',
  'errors.roster_password':
    'Berkas ini dikunci kata sandi. Buka di Excel, pilih File > Info > Protect Workbook > Encrypt with Password, kosongkan, simpan, lalu pilih lagi.',
  'errors.roster_old_excel':
    'Berkas ini dari Excel yang terlalu lama. Buka di Excel, pilih File > Save As > Excel Workbook (.xlsx), lalu pilih berkas barunya.',
  'errors.roster_other_type':
    'Ini bukan daftar Excel atau CSV. Buka daftarnya di Excel, pilih File > Save As > Excel Workbook (.xlsx), lalu pilih berkas itu.',
  'errors.roster_too_large': 'Berkas ini terlalu besar. Bagi per kecamatan lalu impor satu per satu.',
  'errors.roster_too_many_rows': 'Baris berkas ini terlalu banyak. Bagi per kecamatan lalu impor satu per satu.',
  'errors.roster_unreadable': 'Berkas ini rusak atau terpotong. Minta salinan baru.',
  'errors.roster_no_header': 'Judul kolom tidak ditemukan. Pastikan ada baris judul seperti NAMA, NIK, dan KELOMPOK.',
  'errors.nik_missing': 'NIK masih kosong. Kosongkan sepenuhnya untuk masuk tanpa NIK, atau isi 16 angka.',
  'errors.row_question': 'No. KK ini sudah ada pada KPM lain. Pilih dahulu: keluarga yang sama, atau keluarga lain.',
  'errors.nik_length': 'NIK harus 16 angka. Cocokkan dengan KTP-nya.',
  'errors.nik_numeric': 'NIK ini terpotong oleh Excel. Salin 16 angkanya dari KTP.',
  'errors.nik_characters': 'NIK hanya boleh berisi angka.',
  'errors.nik_implausible': 'Tanggal lahir di NIK tidak mungkin. Cocokkan dengan KTP-nya.',
  'errors.nik_duplicate': 'NIK ini sudah dipakai KPM lain. Lihat KPM itu, lalu betulkan NIK atau buang baris ini.',
  'errors.nik_differs': 'ID PKH ini sudah ada dengan NIK lain. Betulkan NIK, atau buang baris ini.',
  'errors.name_is_bank': 'Isi nama orangnya, bukan nama bank.',
  'errors.name_is_number': 'Isi nama orangnya dengan huruf.',
  'errors.identity_clash': 'NIK dan ID PKH milik dua KPM yang berbeda. Betulkan NIK, atau buang baris ini.',
  'errors.no_identity': 'Tanpa NIK dan ID PKH, KPM ini tidak bisa dikenali. Isi NIK-nya.',
  'errors.kecamatan_missing': 'Kecamatan kosong di berkas. Lengkapi di Excel lalu impor lagi.',
  'errors.kecamatan_unknown': 'Kecamatan di berkas tidak dikenal. Betulkan di Excel lalu impor lagi.',
  'errors.desa_missing': 'Desa kosong di berkas. Lengkapi di Excel lalu impor lagi.',
  'errors.desa_unknown': 'Desa di berkas tidak dikenal. Betulkan di Excel lalu impor lagi.',
  'errors.group_missing': 'Kelompok kosong di berkas. Lengkapi di Excel lalu impor lagi.',
} as const
