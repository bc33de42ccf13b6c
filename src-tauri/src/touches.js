// Tells the shell that somebody is at the window: see presence.rs.
;(() => {
  let told = -Infinity
  const tell = () => {
    if (performance.now() - told < 10000) return
    told = performance.now()
    window.__TAURI_INTERNALS__.invoke('used').catch(() => {})
  }
  for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchmove']) {
    window.addEventListener(kind, tell, { capture: true, passive: true })
  }
})()
