// Sinkronisasi, juga lewat berkas.
export const sync = {
  'sync.done_title': 'Semua sudah di kantor',
  'sync.waiting_title': '{n} catatan menunggu kirim',
  'sync.waiting_meetings': '{n} pertemuan',
  'sync.waiting_others': '{n} data lain',
  'sync.waiting_safe': 'Semuanya aman di perangkat ini.',
  'sync.last_heard': 'Terakhir tersambung {when}.',
  'sync.never_heard': 'Belum pernah tersambung.',
  'sync.now': 'Kirim dan ambil sekarang',
  'sync.stop': 'Berhenti',
  'sync.by_itself': 'Sesi juga mengirim sendiri begitu ada sinyal. Anda tidak perlu menunggu.',
  'sync.connecting': 'Menghubungi server…',
  'sync.progress': 'Terkirim {sent}, masih {waiting}; diterima {received}.',
  'sync.moved': 'Selesai: {sent} kiriman terkirim, {received} diterima.',
  'sync.sample': 'Data contoh tidak pernah dikirim ke mana pun.',
  'sync.relay': 'Server: {relay}',

  'sync.stopped_title': 'Belum selesai',
  'sync.stopped_no_line':
    'Belum ada sinyal atau server tidak terjangkau. Tidak apa-apa: catatan aman, dan Sesi mencoba lagi sendiri.',
  'sync.stopped_not_a_relay':
    'Yang menjawab bukan server Sesi. Mungkin Wi-Fi ini meminta login dahulu; buka peramban, masuk, lalu coba lagi.',
  'sync.stopped_busy': 'Server sedang sibuk. Sesi mencoba lagi sebentar lagi.',
  'sync.stopped_revoked': 'Kantor mencabut akses HP ini. Hubungi kantor.',
  'sync.stopped_needs_code': 'Server meminta kode untuk kantor baru. Minta kode kepada pengelola server.',
  'sync.stopped_unknown': 'Server belum mengenal perangkat ini. Hubungi kantor.',
  'sync.stopped_version': 'Sesi di perangkat ini terlalu lama untuk server. Perbarui Sesi; catatan tetap aman.',
  'sync.stopped_refused':
    'Server menolak satu kiriman. Kiriman itu disimpan di sini. Salin keterangan dari Pengaturan dan kirim ke kantor.',
  'sync.stopped_device':
    'Perangkat ini tampaknya disalin dari perangkat lain. Jangan dipakai bersamaan; hubungi kantor.',
  'sync.stopped_other': 'Berhenti karena “{kind}”. Coba lagi; jika tetap sama, hubungi kantor.',

  'sync.revoked_title': 'Kantor mencabut akses HP ini',
  'sync.revoked_text':
    'Catatan yang sudah ada tetap terbaca, tetapi tidak ada yang dikirim atau diterima lagi. Hubungi kantor jika ini keliru.',
  'sync.copied_title': 'Data ini salinan dari perangkat lain',
  'sync.copied_text':
    'Supaya tidak ada yang tertukar, Sesi tidak mengirim dari salinan. Hubungi kantor untuk undangan baru.',
  'sync.clock_title': 'Jam HP ini tidak tepat',
  'sync.clock_behind': 'Jam HP ini terlambat {n} menit. Aktifkan waktu otomatis di pengaturan HP.',
  'sync.clock_ahead': 'Jam HP ini terlalu cepat {n} menit. Aktifkan waktu otomatis di pengaturan HP.',
  'sync.held': 'Ditahan',
  'sync.held_text': 'Kiriman ini tidak hilang. Ia menunggu di perangkat ini.',
  'sync.held_missing_key': 'Satu kiriman menunggu kunci dari kantor.',
  'sync.held_refused': 'Satu kiriman ditolak server ({reason}). Hubungi kantor.',
  'sync.held_parked': 'Satu kiriman yang datang menunggu ({reason}).',

  'file.title': 'Tanpa jaringan: lewat berkas',
  'file.text':
    'Kirim berkas lewat WhatsApp, Bluetooth, atau kartu memori. Isinya tersandi sama seperti lewat jaringan, dan aman diterima dua kali.',
  'file.send': 'Buat berkas kiriman',
  'file.receive': 'Terima berkas',
  'file.backup': 'Cadangkan semua',
  'file.name': 'sesi-kiriman-{day}.sesi',
  'file.name_backup': 'sesi-cadangan-{day}.sesi',
  'file.nothing_waits': 'Tidak ada yang menunggu kirim saat ini.',
  'file.working': 'Menyiapkan berkas…',
  'file.written': '{n} kiriman tertulis ke {path}. Catatan baru dianggap sampai setelah kantor menerimanya.',
  'file.brought': 'Berkas diterima: {n} catatan berubah di perangkat ini.',
  'file.parked': '{n} kiriman menunggu bagian lain.',
  'file.nothing_new': 'Berkas diterima. Isinya sudah ada di perangkat ini.',
} as const
