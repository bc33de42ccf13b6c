// Says what to do where the WebView is too old for the window. It runs there, and the catalogue would not.
;(function () {
    var works =
        'noModule' in document.createElement('script') &&
        typeof Promise === 'function' &&
        window.CSS &&
        CSS.supports &&
        CSS.supports('inset', '0px')
    if (works) return
    document.addEventListener('DOMContentLoaded', function () {
        document.body.innerHTML =
            '<div role="alert">' +
            '<h1>Android System WebView di HP ini terlalu lama</h1>' +
            '<p>Buka Play Store, cari "Android System WebView", tekan "Perbarui", lalu buka Sesi lagi. ' +
            'Data di HP ini tetap aman.</p>' +
            '<h1 lang="en">The Android System WebView of this phone is too old</h1>' +
            '<p lang="en">Open the Play Store, search for "Android System WebView", press "Update", then open Sesi again. ' +
            'The data on this phone is safe.</p></div>'
    })
})()
