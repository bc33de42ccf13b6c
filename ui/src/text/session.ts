// A session as people say it. An open topic, and one that the edition in force does not have, has no number.
import type { SessionName } from '../shell/schema'
import { t } from './text.svelte'

/** `Sesi 6 · Cermat Meminjam dan Menabung`. */
export function sessionLine(session: SessionName): string {
  return session.number === 0 ? session.title : t('session.line', { n: session.number, title: session.title })
}
