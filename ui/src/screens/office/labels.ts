// Labels of roles: the office's own where it gave one, otherwise the window's.
import { tMaybe } from '../../text/text.svelte'

/** What people call a role. `own` are the labels of the office's settings. */
export function roleLabel(role: string, own: Record<string, string | undefined> | undefined): string {
  return own?.[role] ?? tMaybe(`role.${role}`, role)
}
