// In the page: whether what is there can be touched, and read to its end without scrolling sideways. Each answers a line of text a fault.

/** Tables of the desk of which a part lies outside of their box, with by how many px. */
export function sideways() {
    return [...document.querySelectorAll('.box[role=region], .table-scroll')]
        .filter((box) => box.scrollWidth > box.clientWidth + 1)
        .map((box) => {
            const name = box.getAttribute('aria-label') ?? box.querySelector('[data-test]')?.dataset.test
            return `${name}: ${box.scrollWidth - box.clientWidth} px to scroll sideways`
        })
}

/** What is to be touched and is smaller than so many px either way. Links within a text follow its lines. */
export function smallTargets(least) {
    const small = []
    for (const target of document.querySelectorAll('button, select, textarea, input, summary, a[href], label')) {
        const style = getComputedStyle(target)
        // A label counts where it is the surface of a box or a choice, those then not.
        const box = target.querySelector('input[type=checkbox], input[type=radio], input[type=file]')
        const inLabel = target.tagName === 'INPUT' && target.closest('label') !== null
        if (inLabel || (target.tagName === 'LABEL' && box === null)) continue
        if (target.tagName === 'A' && style.display === 'inline') continue
        const { width, height, bottom } = target.getBoundingClientRect()
        if (width === 0 || style.visibility === 'hidden' || bottom < 0) continue
        if (Math.min(width, height) >= least - 0.5) continue
        const name = target.dataset.test ?? target.textContent.trim().slice(0, 30)
        small.push(`${target.tagName.toLowerCase()} ${name}, ${Math.round(width)} x ${Math.round(height)} px`)
    }
    return small
}

/** What is cut off because its surroundings are too small and do not scroll, or because it reaches out of the window. */
export function cutOff() {
    const cut = []
    const hides = ({ overflowX, overflowY }) => overflowX === 'hidden' || overflowY === 'hidden'
    const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX)
    for (const element of document.querySelectorAll('body *')) {
        const { scrollWidth, clientWidth, scrollHeight, clientHeight, className } = element
        // Text for screen readers is one pixel wide.
        if (clientWidth < 2) continue
        const tooMuch = scrollWidth > clientWidth + 2 || scrollHeight > clientHeight + 2
        // What ends in dots says the whole where the pointer rests.
        const { textOverflow } = getComputedStyle(element)
        if (textOverflow === 'ellipsis' && scrollHeight <= clientHeight + 2 && element.closest('[title]')) continue
        if (tooMuch && hides(getComputedStyle(element)))
            cut.push(`.${className}: ${scrollWidth} x ${scrollHeight} px in ${clientWidth} x ${clientHeight}`)
        const out = element.getBoundingClientRect().right - document.documentElement.clientWidth
        if (out <= 1 || element.children.length > 0 || !element.textContent.trim()) continue
        let around = element.parentElement
        while (around && !scrolls(around)) around = around.parentElement
        if (!around) cut.push(`${element.textContent.trim().slice(0, 30)}: ${Math.round(out)} px out of the window`)
    }
    return cut.slice(0, 5)
}
