// Whether the window is as narrow as a phone held upright: columns beside each other have no room.
export class Narrow {
  now = $state(false)

  /** To be made while a component is set up. */
  constructor() {
    const phone = window.matchMedia('(max-width: 599px)')
    this.now = phone.matches
    $effect(() => {
      const follow = (): void => {
        this.now = phone.matches
      }
      phone.addEventListener('change', follow)
      return () => phone.removeEventListener('change', follow)
    })
  }
}
