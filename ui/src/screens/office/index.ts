// The office's screens: a place in the window -> what shows it. Loaded only when such a place is opened.
import type { Screen } from '../../screens'

export const officeScreens: Record<string, Screen> = {}
