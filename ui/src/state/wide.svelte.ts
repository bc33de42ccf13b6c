// Whether the window is as wide as a desk's. Followed once for all who ask.
class Wide {
  now = $state(false)

  constructor() {
    const desk = window.matchMedia('(min-width: 900px)')
    this.now = desk.matches
    desk.addEventListener('change', () => (this.now = desk.matches))
  }
}

export const wide = new Wide()
