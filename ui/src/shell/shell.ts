// The one file that calls the shell. It knows no screen: a typed call goes in, an answer or a Fault comes out.
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Acts, Doors, Looks, SyncDone, SyncProgress, WorkProgress, Works } from './schema'
import { faultFrom } from './fault'

export type CallKind = 'door' | 'look' | 'act' | 'work'
export type FileKind = 'roster' | 'xlsx' | 'entries' | 'pdf' | 'zip' | 'json'

/** What the shell says by itself. */
export interface ShellEvents {
  /** Something changed here: read anew what is shown. */
  changed: unknown
  'sync-progress': SyncProgress
  'sync-done': SyncDone
  'work-progress': WorkProgress
}

/** What stands behind the window: Tauri, or the mock. Faults are thrown as `{kind, message}`. */
export interface Bridge {
  call(kind: CallKind, name: string, ask: unknown): Promise<unknown>
  shell(command: string, args: Record<string, unknown>): Promise<unknown>
  listen<E extends keyof ShellEvents>(event: E, heard: (payload: ShellEvents[E]) => void): Promise<() => void>
}

const tauri: Bridge = {
  call: (kind, name, ask) => invoke(kind, { name, [kind === 'act' || kind === 'work' ? 'command' : 'question']: ask }),
  shell: (command, args) => invoke(command, args),
  listen: (event, heard) => listen(event, ({ payload }) => heard(payload as never)),
}

// The condition is a constant of the build: the product holds nothing of the mock.
const bridge: Promise<Bridge> =
  import.meta.env.MODE === 'mock' ? import('./mock').then((mock) => mock.bridge()) : Promise.resolve(tauri)

async function told<T>(work: (bridge: Bridge) => Promise<unknown>): Promise<T> {
  try {
    return (await work(await bridge)) as T
  } catch (error) {
    throw faultFrom(error)
  }
}

/** A call that works before the device is open. */
export function door<K extends keyof Doors>(name: K, ask: Doors[K]['ask']): Promise<Doors[K]['answer']> {
  return told((to) => to.call('door', name, ask))
}

/** A question. It changes nothing. */
export function look<K extends keyof Looks>(name: K, ask: Looks[K]['ask']): Promise<Looks[K]['answer']> {
  return told((to) => to.call('look', name, ask))
}

/** A command. When it answers, what it changed is durable on this device. */
export function act<K extends keyof Acts>(name: K, ask: Acts[K]['ask']): Promise<Acts[K]['answer']> {
  return told((to) => to.call('act', name, ask))
}

/** Long work: the shell says how far it is, and it can be stopped. See `state/work.svelte.ts`. */
export function work<K extends keyof Works>(name: K, ask: Works[K]['ask']): Promise<Works[K]['answer']> {
  return told((to) => to.call('work', name, ask))
}

/** Ends long work at its next step. */
export function stopWork(): Promise<void> {
  return told((to) => to.shell('stop_work', {}))
}

/** Sends and fetches what there is; answers when nothing is left or something stopped it. */
export function synchronise(): Promise<SyncDone> {
  return told((to) => to.shell('synchronise', {}))
}

/** Ends a running exchange after the request under way. */
export function stopSynchronising(): Promise<void> {
  return told((to) => to.shell('stop_synchronising', {}))
}

/** Lets the person choose a file to read; null if none was chosen. */
export function pickFile(kind: 'roster' | 'entries'): Promise<string | null> {
  return told((to) => to.shell('pick_file', { kind }))
}

/** Lets the person choose where to write a file; null if nowhere. */
export function saveFile(suggested: string, kind: Exclude<FileKind, 'roster'>): Promise<string | null> {
  return told((to) => to.shell('save_file', { suggested, kind }))
}

/** Hears what the shell says, until the returned function is called. */
export function hear<E extends keyof ShellEvents>(event: E, heard: (payload: ShellEvents[E]) => void): () => void {
  const stop = bridge.then((to) => to.listen(event, heard))
  return () => void stop.then((end) => end())
}
