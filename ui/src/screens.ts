// Which place in the window is shown by what. The first screens come at once; the others when they are opened.
import type { Component } from 'svelte'

/** What shows a place. `params` holds what stands for the `:names` of its pattern. */
export type ScreenProps = { params: Record<string, string> }
export type Screen = () => Promise<{ default: Component<ScreenProps> }>

/** A pendamping's places, and those that every device has. */
export const screens: Record<string, Screen> = {
  pengaturan: () => import('./screens/settings/Settings.svelte'),
}

let office: Promise<Record<string, Screen>> | undefined

/** The office's places. They are fetched at the first need. */
export function officeScreens(): Promise<Record<string, Screen>> {
  office ??= import('./screens/office').then((rooms) => rooms.officeScreens)
  return office
}
