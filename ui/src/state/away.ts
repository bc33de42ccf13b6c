// When the person puts the device away, or turns to another window: it may be the last that this one hears.
import { onMount } from 'svelte'

/** Calls `then` whenever that happens. To be called while a component is set up. */
export function whenAway(then: () => unknown): void {
  onMount(() => {
    const turned = (): void => {
      if (document.visibilityState === 'hidden') then()
    }
    document.addEventListener('visibilitychange', turned)
    return () => document.removeEventListener('visibilitychange', turned)
  })
}
