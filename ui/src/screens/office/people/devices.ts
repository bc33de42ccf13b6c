// What is to be known of devices: when they were heard, how many the office has. Pure.
import type { DeviceRow, PeopleView, Person, StaffRow } from '../../../shell/schema'

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

/** Somebody's devices in use. */
export function active(staff: StaffRow): DeviceRow[] {
  return staff.devices.filter((device) => !device.revoked)
}

/** A phone of theirs in use has given no word for longer than the office waits. */
export function isSilent(staff: StaffRow): boolean {
  return staff.devices.some((device) => device.silent)
}

/** Every device with whose it is. */
export function owned(people: PeopleView): { device: DeviceRow; owner: Person | undefined }[] {
  return [
    ...people.staff.flatMap(({ person, devices }) => devices.map((device) => ({ device, owner: person }))),
    ...people.unowned.map((device) => ({ device, owner: undefined })),
  ]
}
