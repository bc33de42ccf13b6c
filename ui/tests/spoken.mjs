// What a screen reader says of a place: every control has a role and a name in words; one that is switched or chosen says so; and no two
// that do something say the same. Judges Chromium's accessibility tree, of which TalkBack is told; knows no place.

/** The property that says whether it holds, by role. */
const STATES = {
    radio: 'checked',
    checkbox: 'checked',
    switch: 'checked',
    menuitemcheckbox: 'checked',
    tab: 'selected',
}
/** What takes the focus only for reading to begin there. */
const BEGINNINGS = ['RootWebArea', 'heading', 'main']
const NO_ROLES = ['generic', 'none', 'paragraph', 'StaticText', 'Pre']
/** What has its words from around it: a table's cell from its heads, a part of a day or time from its field. */
const TOLD_AROUND = ['cell', 'gridcell', 'Date', 'DateTime', 'InputTime']
/** What tells controls of one name apart, beside the heading that they stand under. */
const NAMED_AROUND = ['dialog', 'alertdialog', 'combobox', 'group', 'listitem', 'radiogroup', 'region']

/** Not nothing, a sign, a number or a letter. */
const inWords = (name) => /\p{L}.*\p{L}/u.test(name)
/** Within a list of choices that has a name of its own, a year is enough. */
const isYear = (name) => /^\d{4}$/.test(name)

/** The faults of what `Accessibility.getFullAXTree` answers, a text each. */
export function unspoken(nodes) {
    const faults = []
    const heard = new Set()
    const byId = new Map(nodes.map((node) => [node.nodeId, node]))
    let heading = ''

    function read(node, around) {
        const role = node.role?.value
        const name = node.name?.value?.trim() ?? ''
        if (role === 'heading') heading = name
        if (!node.ignored) judge(node, role, name, around)
        const within = NAMED_AROUND.includes(role) || TOLD_AROUND.includes(role) ? [...around, { role, name }] : around
        for (const child of node.childIds ?? []) if (byId.has(child)) read(byId.get(child), within)
    }

    function judge({ properties }, role, name, around) {
        const says = new Map((properties ?? []).map((each) => [each.name, each.value.value]))
        if (!says.get('focusable') || BEGINNINGS.includes(role)) return
        if (around.some((each) => TOLD_AROUND.includes(each.role))) return
        if (NO_ROLES.includes(role)) faults.push(`"${name}" has no role`)
        const year = role === 'option' && isYear(name)
        if (!inWords(name) && !year) faults.push(`the name of a ${role} is not in words: "${name}"`)
        const state = STATES[role]
        if (state && !says.has(state)) faults.push(`${role} "${name}" does not say whether it is ${state}`)
        // Two links of one name may lead to two meetings of one day.
        if (role === 'link') return
        // What stands around is said on the way in, not to a finger that lands on a switch: that one says itself what it is about.
        const told = says.has('pressed') ? [] : [heading, ...around.map((each) => each.name)]
        const all = [role, name, ...told].join('|')
        if (heard.has(all)) faults.push(`a second ${role} says "${name}"`)
        heard.add(all)
    }

    read(nodes[0], [])
    return faults
}
