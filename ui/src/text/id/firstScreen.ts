// Kata-kata layar pertama yang juga dipakai layar lain: PIN, akses yang dicabut, jalan ke layar lain.
export const firstScreen = {
  'pin.use_letters': 'Pakai kata sandi (huruf)',
  'pin.use_numbers': 'Pakai PIN (angka)',
  'pin.show': 'Tampilkan: {label}',
  'unlock.title': 'Masukkan PIN',
  'unlock.text': 'Bisa dibuka tanpa sinyal.',
  'unlock.pin': 'PIN atau kata sandi',
  'unlock.submit': 'Buka',
  'unlock.working': 'Membuka…',
  'unlock.wrong': 'PIN belum tepat. Coba lagi.',
  'unlock.wrong_again': 'PIN belum tepat ({n} kali). Coba lagi dengan tenang.',
  'unlock.wait_seconds': 'PIN belum tepat. Coba lagi dalam {n} detik.',
  'unlock.wait_minutes': 'PIN belum tepat. Coba lagi dalam {n} menit.',
  'unlock.forgotten':
    'Lupa PIN? Hubungi kantor: catatan yang sudah terkirim aman di sana, dan kantor dapat mengundang {here} lagi.',

  'sync.revoked_title': 'Kantor mencabut akses {here}',
  'sync.revoked_text':
    'Catatan dan draf tetap terbaca, tetapi tidak ada yang dikirim atau diterima lagi. Hubungi kantor jika ini keliru.',
  'sync.closed_title': 'Tidak bisa dipakai',
  'sync.closed': 'Tidak ada yang bisa dicatat atau dibuat di {here}',
  'sync.closed_text': 'Minta undangan baru dari kantor.',
  'sync.copied_title': 'Data di {here} pernah dipulihkan atau disalin',
  'sync.copied_text':
    'Catatan aman dan tetap terkirim. Pakai satu perangkat saja; untuk yang lain minta undangan baru dari kantor.',
  'sync.impersonated_title': 'Ada kiriman yang memakai nama {here}',
  'sync.impersonated_text':
    'Kiriman itu tidak dihitung dan catatan Anda aman. Beri tahu kantor, lalu teruskan seperti biasa.',
  'sync.noticed': 'Mengerti',

  'groups.new': 'Kelompok baru',
  'plans.both': 'Jadwal & RTL',
  'siks.title': 'SIKS-NG',
  'supervision.observed_by': 'Diamati {name}',
  'nav.supervision': 'Supervisi',
  'settings.language': 'Bahasa',
  'voices.title': 'Suara untuk kantor',
  'nav.voices': 'Suara staf',
  'nav.rakor': 'Rakor',
  'home.todo_supervised': 'Supervisi menunggu tanggapan Anda',
} as const
