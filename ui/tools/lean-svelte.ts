// Leaves out of Svelte what this window never does. It is drawn on the device and never beforehand on a server, so nothing is
// hydrated; and its parts take snippets, so nobody asks for slots. Together more than 2 KiB of what a phone reads.
import type { Plugin } from 'vite'

const HYDRATION = /\/svelte\/src\/internal\/client\/dom\/hydration\.js$/
const SWITCH = 'export let hydrating = false;'
const SWITCHING = /(export function set_hydrating\(value\) \{)\s*hydrating = value;\s*\}/
const SLOTS = /,?\s*\$\$slots: \{[^{}]*\}/g

/** Says once and for all that nothing is hydrated, so that the build sees which ways are never taken. */
function neverHydrating(code: string): string {
  if (!code.includes(SWITCH) || !SWITCHING.test(code)) throw new Error('Svelte is not written as it used to be')
  return code.replace(SWITCH, SWITCH.replace('let', 'const')).replace(SWITCHING, '$1}')
}

/** The step of the build. It comes after Svelte's own. */
export function leanSvelte(): Plugin {
  return {
    name: 'sesi-lean-svelte',
    apply: 'build',
    transform(code, file) {
      if (HYDRATION.test(file)) return { code: neverHydrating(code), map: null }
      if (file.endsWith('.svelte')) return { code: code.replace(SLOTS, ''), map: null }
      return null
    },
  }
}
