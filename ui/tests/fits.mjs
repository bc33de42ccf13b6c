/** In the page: what is to be touched and is smaller than 48 px either way. Links within a text follow its lines. */
export function smallTargets() {
    const LEAST = 48
    const small = []
    for (const target of document.querySelectorAll('button, select, textarea, input, summary, a[href], label')) {
        const style = getComputedStyle(target)
        // A label counts where it is the surface of a box or a choice, those then not.
        const box = target.querySelector('input[type=checkbox], input[type=radio], input[type=file]')
        if (target.tagName === 'LABEL' ? box === null : target.closest('label')?.querySelector('[type]') === target) continue
        if (target.tagName === 'A' && style.display === 'inline') continue
        const { width, height, bottom } = target.getBoundingClientRect()
        if (width === 0 || style.visibility === 'hidden' || bottom < 0) continue
        if (Math.min(width, height) >= LEAST - 0.5) continue
        const name = target.dataset.test ?? target.textContent.trim().slice(0, 30)
        small.push(`${target.tagName.toLowerCase()} ${name}, ${Math.round(width)} x ${Math.round(height)} px`)
    }
    return small
}
