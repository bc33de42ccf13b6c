// A session as people say it. An open topic, and one that the edition in force does not have, has no number.
import type { SessionName } from '../shell/schema'
import { t } from './text.svelte'

/** `Sesi 6`, where there is no room for its title. */
export function sessionShort(session: SessionName): string {
  return session.number === 0 ? session.title : t('session.number', { n: session.number })
}

/** `Sesi 6 · Cermat Meminjam dan Menabung`. */
export function sessionLine(session: SessionName): string {
  return session.number === 0 ? session.title : t('session.line', { n: session.number, title: session.title })
}
