// What somebody typed and cannot be saved as it is: kept on this device, in its encrypted database, until its form is opened again.
import { command, query } from '../shell/shell'

/** What waits at a place; none if nothing does. */
export async function readUnsaved<Words>(place: string): Promise<Words | undefined> {
  const { words } = await query('unsaved', { place })
  return words === null ? undefined : (JSON.parse(words) as Words)
}

/** Keeps it instead of what waited there; none takes that away. */
export async function keepUnsaved(place: string, words: unknown): Promise<void> {
  await command('keep_unsaved', { place, words: words === undefined ? null : JSON.stringify(words) })
}
