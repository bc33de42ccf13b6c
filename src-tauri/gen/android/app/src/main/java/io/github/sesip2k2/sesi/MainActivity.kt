package io.github.sesip2k2.sesi

import android.content.res.Configuration
import android.os.Bundle
import android.view.WindowManager
import android.webkit.WebView
import androidx.activity.enableEdgeToEdge
import androidx.core.view.ViewCompat
import androidx.core.view.WindowInsetsCompat
import kotlin.math.roundToInt

/** The window: what a web view does not do by itself. Everything else is the page's and the core's. */
class MainActivity : TauriActivity() {
  private var page: WebView? = null

  override fun onCreate(savedInstanceState: Bundle?) {
    enableEdgeToEdge()
    // Names and numbers of families stay out of pictures, recordings and the list of recent apps. A build for trial is
    // photographed by tests.
    if (!BuildConfig.DEBUG) window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
    super.onCreate(savedInstanceState)
    // Old web views tell a page of no safe areas and newer ones not of all, so the page is kept clear of the bars, the
    // notch and the keyboard from outside.
    ViewCompat.setOnApplyWindowInsetsListener(findViewById(android.R.id.content)) { view, insets ->
      val taken = insets.getInsets(
        WindowInsetsCompat.Type.systemBars() or WindowInsetsCompat.Type.displayCutout() or WindowInsetsCompat.Type.ime()
      )
      view.setPadding(taken.left, taken.top, taken.right, taken.bottom)
      WindowInsetsCompat.CONSUMED
    }
  }

  override fun onWebViewCreate(webView: WebView) {
    page = webView
    followFontScale(resources.configuration)
  }

  // Making the activity anew would end the process, so a change of the system's font size is taken over here.
  override fun onConfigurationChanged(newConfig: Configuration) {
    super.onConfigurationChanged(newConfig)
    followFontScale(newConfig)
  }

  private fun followFontScale(config: Configuration) {
    page?.settings?.textZoom = (config.fontScale * 100).roundToInt()
  }
}
