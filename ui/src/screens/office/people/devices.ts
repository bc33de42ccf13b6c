// What is to be known of devices: which are silent, how many the office has. Pure, but for the day that it is given.
import type { DeviceRow, PeopleView, StaffRow } from '../../../shell/schema'
import { dayAt, daysBetween } from '../../../text/format'

export interface Today {
  day: string
  offset: number
}

/** In use, and not heard from for more than `after` days. */
export function isSilent(device: DeviceRow, after: number, today: Today): boolean {
  if (device.revoked || device.this) return false
  if (device.last_heard === null) return true
  return daysBetween(dayAt(device.last_heard, today.offset), today.day) > after
}

/** When anything of somebody's devices in use last came; none for never. */
export function lastHeard(staff: StaffRow): string | null {
  const times = staff.devices.filter((device) => !device.revoked).map((device) => device.last_heard ?? '')
  const last = times.sort().pop()
  return last ? last : null
}

/** Devices in use that may do what the office does. */
export function officeDevices(people: PeopleView): number {
  const all = [...people.staff.flatMap((staff) => staff.devices), ...people.unowned]
  return all.filter((device) => device.office && !device.revoked).length
}

/** The versions of Sesi on somebody's devices in use, as far as they are known. */
export function apps(staff: StaffRow): string {
  const known = staff.devices.filter((device) => !device.revoked).map((device) => device.app ?? '')
  return [...new Set(known)].filter(Boolean).join(', ')
}

/** Entries from somebody's devices that came and could not be taken in yet. */
export function waiting(staff: StaffRow): number {
  return staff.devices.flatMap((device) => device.waiting).reduce((sum, { entries }) => sum + entries, 0)
}
