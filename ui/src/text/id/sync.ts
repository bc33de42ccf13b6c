// Sinkronisasi, juga lewat berkas.
export const sync = {
  'sync.done_title': 'Semua sudah di kantor',
  'sync.waiting_title': '{n} catatan belum terkirim',
  'sync.waiting_meetings': '{n} pertemuan',
  'sync.waiting_others': '{n} data lain',
  'sync.awaited_year':
    'Menunggu kantor membuka tahun {year}: {n} catatan. Kantor tahu begitu Anda tersambung, lalu catatan terkirim sendiri.',
  'sync.year_not_opened':
    'Kantor hanya membuka tahun 2007 sampai tahun depan, bukan {year}: {n} catatan. Periksa tanggal pertemuannya.',
  'sync.waiting_safe': 'Semuanya aman di perangkat ini.',
  'sync.last_heard': 'Terakhir tersambung {when}.',
  'sync.never_heard': 'Belum pernah tersambung.',
  'sync.now': 'Kirim dan ambil sekarang',
  'sync.stop': 'Berhenti',
  'sync.by_itself': 'Aplikasi juga mengirim sendiri begitu ada sinyal. Anda tidak perlu menunggu.',
  'sync.connecting': 'Menghubungi server…',
  'sync.progress': 'Terkirim {sent}, masih {waiting}; diterima {received}, masih {to_come}.',
  'sync.moved': 'Selesai: {sent} kiriman terkirim, {received} diterima.',
  'sync.sample': 'Data contoh tidak pernah dikirim ke mana pun.',
  'sync.relay': 'Server: {relay}',

  'sync.stopped_title': 'Belum selesai',
  'sync.stopped_no_line':
    'Belum ada sinyal atau server tidak terjangkau. Tidak apa-apa: catatan aman, dan aplikasi mencoba lagi sendiri.',
  'sync.stopped_not_a_relay':
    'Yang menjawab bukan server Sesi. Mungkin Wi-Fi ini meminta login dahulu; buka browser, masuk, lalu coba lagi.',
  'sync.stopped_busy': 'Server sedang sibuk. Aplikasi mencoba lagi sebentar lagi.',
  'sync.stopped_revoked': 'Kantor mencabut akses {here}. Hubungi kantor.',
  'sync.stopped_needs_code': 'Server meminta kode untuk kantor baru. Minta kode kepada pengelola server.',
  'sync.stopped_unknown': 'Server belum mengenal perangkat ini. Hubungi kantor.',
  'sync.stopped_version': 'Versi di perangkat ini sudah usang untuk server. Perbarui aplikasi; catatan tetap aman.',
  'sync.stopped_refused':
    'Server menolak satu kiriman. Kiriman itu disimpan di sini. Salin keterangan dari Pengaturan dan kirim ke kantor.',
  'sync.stopped_device':
    'Perangkat ini tampaknya disalin dari perangkat lain. Jangan dipakai bersamaan; hubungi kantor.',
  'sync.stopped_other': 'Terjadi gangguan ({kind}). Coba lagi; jika tetap sama, hubungi kantor.',

  'sync.revoked_title': 'Kantor mencabut akses {here}',
  'sync.revoked_text':
    'Catatan yang sudah ada tetap terbaca, tetapi tidak ada yang dikirim atau diterima lagi. Hubungi kantor jika ini keliru.',
  'sync.copied_title': 'Data di {here} pernah dipulihkan atau disalin',
  'sync.copied_text':
    'Catatan aman dan tetap terkirim. Pakai satu perangkat saja; untuk yang lain minta undangan baru dari kantor.',
  'sync.impersonated_title': 'Ada kiriman yang memakai nama {here}',
  'sync.impersonated_text':
    'Kiriman itu tidak dihitung dan catatan Anda aman. Beri tahu kantor, lalu teruskan seperti biasa.',
  'sync.noticed': 'Mengerti',
  'sync.clock_title': 'Jam {here} tidak tepat',
  'sync.clock_behind': 'Jam {here} terlambat {n} menit. Aktifkan waktu otomatis di pengaturannya.',
  'sync.clock_ahead': 'Jam {here} terlalu cepat {n} menit. Aktifkan waktu otomatis di pengaturannya.',
  'sync.held': 'Ditahan',
  'sync.held_text': 'Kiriman ini tidak hilang. Ia menunggu di perangkat ini.',
  'sync.held_refused': 'Satu kiriman ditolak server. Hubungi kantor dan sebut kode {reason}.',
  'sync.held_parked': '{n|Satu|#} kiriman yang datang menunggu ({reason}).',

  'sync.stopped_running': 'Aplikasi sedang mengirim. Tunggu sebentar.',
  'sync.held_unknown_key': '{n|Satu|#} kiriman menunggu kunci dari kantor.',
  'sync.held_unknown_author': '{n|Satu|#} kiriman menunggu kantor mengenalkan pengirimnya.',
  'sync.held_missing_dependency': '{n|Satu|#} kiriman menunggu kiriman lain sebelum itu.',
  'sync.held_newer': '{n|Satu|#} kiriman dibuat oleh versi aplikasi yang lebih baru. Perbarui aplikasi.',
  'sync.held_not_allowed': '{n|Satu|#} kiriman datang dari perangkat yang tidak berhak.',
  'sync.held_revoked': '{n|Satu|#} kiriman dibuat perangkat yang sudah dicabut kantor.',
  'sync.held_forged_author': '{n|Satu|#} kiriman memakai nama orang lain dan tidak dipercaya.',
  'sync.held_unreadable': '{n|Satu|#} kiriman rusak di jalan.',
  'sync.code': 'Kode dari pengelola server',
  'sync.code_give': 'Kirim kode',

  'server.said_by': 'Dipindahkan dari perangkat {name}.',
  'server.going_title': 'Server kantor pindah',
  'server.going_text':
    'Alamat barunya {to}. Server itu belum menerima perangkat ini; sementara itu {relay} tetap dipakai, dan aplikasi mencoba lagi sendiri.',
  'server.move_title': 'Pindah ke server lain',
  'server.address': 'Alamat server',
  'server.pin': 'Sidik sertifikat (SHA-256)',
  'server.pin_hint': 'Hanya untuk server dengan sertifikat sendiri. Kosongkan jika ragu.',
  'server.unseen_title': 'Server kantor pindah',
  'server.unseen_text': 'Perangkat ini sekarang tersambung ke {relay}, sebelumnya {before}.',
  'server.unseen_first': 'Perangkat ini sekarang tersambung ke {relay}.',
  'server.unseen_safe': 'Catatan Anda ikut pindah; tidak ada yang perlu dilakukan.',
  'server.saw': 'Mengerti',
  'server.other': 'Server kantor punya alamat baru?',
  'server.other_text':
    'Biasanya alamat baru datang sendiri. Isi hanya jika kantor memberi tahu Anda dan server lama sudah mati. Catatan di sini tetap aman.',
  'server.use': 'Pakai server ini',

  'file.title': 'Tanpa jaringan: lewat berkas',
  'file.text':
    'Kirim berkas lewat WhatsApp, Bluetooth, atau kartu memori. Isinya terenkripsi sama seperti lewat jaringan, dan aman diterima dua kali.',
  'file.send': 'Buat berkas kiriman',
  'file.receive': 'Terima berkas',
  'file.backup': 'Cadangkan semua',
  'file.name': 'sesi-kiriman-{day}.sesi',
  'file.name_backup': 'sesi-cadangan-{day}.sesi',
  'file.nothing_waits': 'Semua sudah terkirim saat ini.',
  'file.working': 'Mengolah berkas…',
  'file.written': '{n} kiriman tertulis. Catatan baru dianggap sampai setelah kantor menerimanya.',
  'file.brought': 'Berkas diterima: {n} catatan berubah di perangkat ini.',
  'file.parked': '{n} kiriman menunggu bagian lain.',
  'file.stopped': 'Dibatalkan: terima berkas ini lagi untuk sisanya.',
  'file.unreadable': '{n} bagian berkas rusak di jalan. Minta dikirim sekali lagi.',
  'file.nothing_new': 'Berkas diterima. Isinya sudah ada di perangkat ini.',
} as const
