// What a family's form takes.
import type { Component } from '../../shell/schema'

export const COMPONENTS: Component[] = ['hamil', 'aud', 'sd', 'smp', 'sma', 'disabilitas', 'lansia']

const DIGITS = 16

/** NIK and No. KK have 16 digits; nothing typed is no fault. */
export function numberFault(typed: string): boolean {
  return typed.trim() !== '' && typed.replace(/\D/g, '').length !== DIGITS
}

/** How many of each component; what is empty or no number is left out. */
export function countsOf(typed: Partial<Record<Component, string>>): { [key in Component]?: number } {
  const counts: { [key in Component]?: number } = {}
  for (const component of COMPONENTS) {
    const count = Number.parseInt(typed[component] ?? '', 10)
    if (count > 0) counts[component] = count
  }
  return counts
}
