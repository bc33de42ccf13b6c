// Where the program stands: what is in front of the device, whose it is, what the person prefers.
import type { Inside, Preferences, Stage, Standing } from '../shell/schema'
import { onboarding } from '../shell/shell'
import { faultFrom, type Fault } from '../shell/fault'
import { chooseLanguage } from '../text/text.svelte'
import { dayAt } from '../text/format'

const WITA = 480

class StandingState {
  /** None until the shell has answered for the first time. */
  value = $state.raw<Standing>()
  fault = $state.raw<Fault>()

  // The same words again change nothing: whoever asks the shell anew leaves alone what depends on them.
  stage: Stage | undefined = $derived(this.value?.stage)
  office: boolean = $derived(this.value?.inside?.office ?? false)
  /** The workspace is a province's. */
  province: boolean = $derived((this.value?.inside?.workspace ?? 'office') !== 'office')
  /** It has the desk's screens and words: the office's devices, and a kabupaten's in a province. */
  desk: boolean = $derived(this.office || this.province)
  leadsGroups: boolean = $derived(this.value?.inside?.leads_groups ?? false)

  get inside(): Inside | undefined {
    return this.value?.inside ?? undefined
  }

  /** Minutes east of UTC of the office; of central Indonesia while there is none. */
  get offset(): number {
    return this.inside?.utc_offset_minutes ?? WITA
  }

  /** Today in the office's zone. */
  get today(): string {
    return this.inside?.today ?? dayAt(new Date().toISOString(), this.offset)
  }

  get preferences(): Preferences {
    // Until the shell has answered nothing asks for the rest.
    return this.value?.preferences ?? ({ language: 'id', text_size: 100, theme: 'system' } as Preferences)
  }

  async reload(): Promise<void> {
    try {
      const value = await onboarding('standing', {})
      const inside = value.inside
      await this.#wear(value.preferences, inside ? inside.office || inside.workspace !== 'office' : false)
      this.value = value
      this.fault = undefined
    } catch (error) {
      this.fault = faultFrom(error)
    }
  }

  /** Changes what the person prefers: at once on the screen, then on the device. */
  async prefer(change: Partial<Preferences>): Promise<void> {
    const preferences = { ...this.preferences, ...change }
    if (this.value) this.value = { ...this.value, preferences }
    await this.#wear(preferences)
    await onboarding('prefer', { preferences })
  }

  async #wear(preferences: Preferences, office = this.desk): Promise<void> {
    await chooseLanguage(preferences.language, office)
    const page = document.documentElement
    page.lang = preferences.language
    page.style.fontSize = `${preferences.text_size}%`
    page.dataset['text'] = preferences.text_size >= 140 ? 'large' : 'usual'
    const dark = preferences.theme === 'dark' || (preferences.theme === 'system' && systemIsDark.matches)
    page.dataset['theme'] = dark ? 'dark' : 'light'
  }

  /** Follows the system's colours while the person prefers them. */
  followSystem(): void {
    systemIsDark.addEventListener('change', () => void this.#wear(this.preferences))
  }
}

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)')

export const standing = new StandingState()
