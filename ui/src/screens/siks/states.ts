// How a state of a meeting in SIKS-NG looks.
import type { SiksState } from '../../shell/schema'

export const TONES: Record<SiksState, 'plain' | 'ok' | 'warn' | 'bad' | 'brand'> = {
  not_ready: 'plain',
  ready: 'brand',
  entered: 'ok',
  rejected: 'bad',
  changed: 'warn',
}

/** The states that figures count, in the order of the list. */
export const STATES = ['not_ready', 'ready', 'rejected', 'changed', 'entered'] as const
