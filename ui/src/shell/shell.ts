// The one file that calls the shell. It knows no screen: a typed call goes in, an answer or a Fault comes out.
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Commands, OnboardingCalls, Queries, SyncDone, SyncProgress, JobProgress, Jobs } from './schema'
import { faultFrom } from './fault'

export type CallKind = 'onboarding' | 'query' | 'command' | 'job'
export type FileKind = 'roster' | 'xlsx' | 'entries' | 'pdf' | 'docx' | 'zip' | 'json' | 'ics'

/** What the shell says by itself. */
export interface ShellEvents {
  /** Something changed here: read anew what is shown. */
  changed: unknown
  'sync-progress': SyncProgress
  'sync-done': SyncDone
  'job-progress': JobProgress
}

/** What stands behind the window: Tauri, or the mock. Faults are thrown as `{kind, message}`. */
export interface Bridge {
  call(kind: CallKind, name: string, ask: unknown): Promise<unknown>
  shell(command: string, args: Record<string, unknown>): Promise<unknown>
  listen<E extends keyof ShellEvents>(event: E, heard: (payload: ShellEvents[E]) => void): Promise<() => void>
}

const tauri: Bridge = {
  call: (kind, name, ask) =>
    invoke(kind, { name, [kind === 'command' || kind === 'job' ? 'command' : 'question']: ask }),
  shell: (command, args) => invoke(command, args),
  listen: (event, heard) => listen(event, ({ payload }) => heard(payload as never)),
}

// The condition is a constant of the build: the product holds nothing of the mock.
const bridge: Promise<Bridge> =
  import.meta.env.MODE === 'mock' ? import('./mock').then((mock) => mock.bridge()) : Promise.resolve(tauri)

async function told<T>(ask: (bridge: Bridge) => Promise<unknown>): Promise<T> {
  try {
    return (await ask(await bridge)) as T
  } catch (error) {
    throw faultFrom(error)
  }
}

/** A call that works before the device is open. */
export function onboarding<K extends keyof OnboardingCalls>(
  name: K,
  ask: OnboardingCalls[K]['ask'],
): Promise<OnboardingCalls[K]['answer']> {
  return told((to) => to.call('onboarding', name, ask))
}

/** A question. It changes nothing. */
export function query<K extends keyof Queries>(name: K, ask: Queries[K]['ask']): Promise<Queries[K]['answer']> {
  return told((to) => to.call('query', name, ask))
}

/** A command. When it answers, what it changed is durable on this device. */
export function command<K extends keyof Commands>(name: K, ask: Commands[K]['ask']): Promise<Commands[K]['answer']> {
  return told((to) => to.call('command', name, ask))
}

/** A job: the shell says how far it is, and it can be stopped. See `state/job.svelte.ts`. */
export function job<K extends keyof Jobs>(name: K, ask: Jobs[K]['ask']): Promise<Jobs[K]['answer']> {
  return told((to) => to.call('job', name, ask))
}

/** Ends a job at its next step. */
export function stopJob(): Promise<void> {
  return told((to) => to.shell('stop_job', {}))
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
export function pickFile(kind: 'roster' | 'entries' | 'json'): Promise<string | null> {
  return told((to) => to.shell('pick_file', { kind }))
}

/** Lets the person choose where to write a file; null if nowhere. */
export function saveFile(suggested: string, kind: Exclude<FileKind, 'roster'>): Promise<string | null> {
  return told((to) => to.shell('save_file', { suggested, kind }))
}

/** Opens a file that this program wrote, with the program that the system has for it. At a desk. */
export function openFile(path: string): Promise<void> {
  return told((to) => to.shell('open_file', { path }))
}

/** Opens the folder of a file that this program wrote. At a desk. */
export function openFolder(path: string): Promise<void> {
  return told((to) => to.shell('open_folder', { path }))
}

/** Hands on a file that this program wrote: by a phone's share sheet; at a desk it is on the clipboard then. */
export function shareFile(path: string): Promise<void> {
  return told((to) => to.shell('share_file', { path }))
}

/** Hears what the shell says, until the returned function is called. */
export function hear<E extends keyof ShellEvents>(event: E, heard: (payload: ShellEvents[E]) => void): () => void {
  const stop = bridge.then((to) => to.listen(event, heard))
  return () => void stop.then((end) => end())
}
