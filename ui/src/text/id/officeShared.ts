// What the office's screens share.
export const officeShared = {
  'office.crumbs': 'Jalan kembali',
  'office.month_last': 'Ini bulan terakhir.',
  'office.more': 'Tampilkan {n} lagi',
  'office.offline': 'Tanpa sinyal. Angka menurut yang sudah masuk; terakhir tersambung {when}.',
  'office.offline_never': 'Tanpa sinyal. Angka menurut yang ada di perangkat ini.',
} as const
