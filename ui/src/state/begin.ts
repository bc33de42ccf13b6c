// The start: asks where the program stands before anything is drawn, and then what its first screen shows, so that it is drawn once.
// Whoever waits longer than a moment sees that there is work under way.
import { route } from '../route.svelte'
import { standing } from './standing.svelte'
import { askAhead, followChanges } from './view.svelte'

/** Milliseconds. Sooner nothing would be seen of a sign of waiting. */
const MOMENT = 300
/** The places that a pendamping's window opens with. */
const FIRST = ['', 'beranda']

/** Asks what Beranda shows, where that is what comes next. */
export async function prepareFirst(): Promise<void> {
  if (standing.stage !== 'open' || standing.desk || !FIRST.includes(route.place.path)) return
  await askAhead('beranda', {}, MOMENT)
}

/** Done when the first screen can be drawn, or after a moment. */
export async function begin(): Promise<void> {
  const known = standing.reload()
  followChanges()
  await Promise.race([known.then(prepareFirst), new Promise((resolve) => setTimeout(resolve, MOMENT))])
}
