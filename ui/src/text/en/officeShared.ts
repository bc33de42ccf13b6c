// What the office's screens share.
export const officeShared = {
  'office.crumbs': 'The way back',
  'office.month_last': 'This is the last month.',
  'office.more': 'Show {n} more',
  'office.offline': 'Offline. Figures are of what has come in; last connected {when}.',
  'office.offline_never': 'Offline. Figures are of what is on this device.',
} as const
